package hexline.bench.load;

import java.io.IOException;
import java.net.BindException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts of errors by kind, and the first one in words. Not thread-safe. */
public final class Errors {

  /** Kinds of errors. A single error of any kind makes a row fail. */
  public enum Kind {
    /** The connection could not be made. */
    REFUSED,
    /** The server closed or reset a connection that the client had not ended. */
    RESET,
    /** A request had no answer when the engine stopped waiting for the last ones. */
    TIMEOUT,
    /** An answer had a wrong byte. */
    WRONG,
    /** The server sent more bytes than the answers to all requests. */
    EXTRA,
    /** The engine's own process had no descriptor, memory or local port for a connection. */
    CLIENT
  }

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private @Nullable String first;
  private long firstAt; // nanoTime

  void add(Kind kind, long count, String detail) {
    counts.merge(kind, count, Long::sum);
    if (first == null) {
      first = detail;
      firstAt = System.nanoTime();
    }
  }

  /** Adds errors that other connections have had; the first one is the earliest of all. */
  void add(Errors others) {
    others.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    if (others.first != null && (first == null || others.firstAt - firstAt < 0)) {
      first = others.first;
      firstAt = others.firstAt;
    }
  }

  /** A failure before connect(2) was called, so that no server can be its cause. */
  void addWithoutSocket(IOException e) {
    add(
        Kind.CLIENT,
        1,
        "socket: %s: the load engine itself ran out; raise the limit (ulimit -n) or use fewer"
                .formatted(e.getMessage())
            + " connections");
  }

  /**
   * A failure of connect(2). The JDK reports EADDRNOTAVAIL, with which the kernel says that it has
   * no local port left, as a {@link BindException}.
   */
  void addNotConnected(IOException e) {
    if (e instanceof BindException) {
      add(
          Kind.CLIENT,
          1,
          "connect: %s: the load engine itself has no local port or address left; use fewer"
                  .formatted(e.getMessage())
              + " connections or widen net.ipv4.ip_local_port_range");
    } else {
      add(Kind.REFUSED, 1, "connect: " + e.getMessage());
    }
  }

  /** Counts by kind; kinds that did not occur are absent. The map is a copy. */
  public Map<Kind, Long> counts() {
    return new EnumMap<>(counts);
  }

  /** Whether a server has sent bytes that are no right answer. */
  public boolean areWrongAnswers() {
    return areWrongAnswers(counts);
  }

  static boolean areWrongAnswers(Map<Kind, Long> counts) {
    return counts.containsKey(Kind.WRONG) || counts.containsKey(Kind.EXTRA);
  }

  /**
   * The first error in words, in printable ASCII as far as it quotes a server, or null if there was
   * none.
   */
  public @Nullable String first() {
    return first;
  }

  public boolean isEmpty() {
    return counts.isEmpty();
  }
}
