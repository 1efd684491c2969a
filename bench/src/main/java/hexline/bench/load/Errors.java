package hexline.bench.load;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts of what went wrong, by kind, and the first case in words. Used by the engine's thread. */
public final class Errors {

  /** Any of these makes a row fail: a run with an error has no throughput. */
  public enum Kind {
    /** The connection could not be made. */
    REFUSED,
    /** The server ended the connection although it owed answers, or would have. */
    RESET,
    /** A request got no answer while the engine waited for the last ones. */
    TIMEOUT,
    /** An answer had a wrong byte. */
    WRONG,
    /** Bytes came that no request had asked for. */
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

  /** What the first one was, or null if there was none. */
  public @Nullable String first() {
    return first;
  }

  public boolean isEmpty() {
    return counts.isEmpty();
  }
}
