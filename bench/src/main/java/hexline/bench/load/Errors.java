package hexline.bench.load;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts of errors by kind, and the first one in words. Used by the engine's thread only. */
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
    EXTRA
  }

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private @Nullable String first;

  void add(Kind kind, long count, String detail) {
    counts.merge(kind, count, Long::sum);
    if (first == null) {
      first = detail;
    }
  }

  /** Counts by kind; kinds that did not occur are absent. The map is a copy. */
  public Map<Kind, Long> counts() {
    return new EnumMap<>(counts);
  }

  /** The first error in words, or null if there was none. */
  public @Nullable String first() {
    return first;
  }

  public boolean isEmpty() {
    return counts.isEmpty();
  }
}
