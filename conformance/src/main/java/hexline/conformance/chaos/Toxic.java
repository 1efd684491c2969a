package hexline.conformance.chaos;

import java.time.Duration;

/**
 * A fault on one direction of a proxied connection. The names are those of <a
 * href="https://github.com/Shopify/toxiproxy">Toxiproxy</a>; its {@code down} is
 * {@link FaultProxy#down}. Other than there, a toxic that ends its direction leaves the other one
 * as it is, so that what has passed can still be answered.
 */
public sealed interface Toxic {

  /** Bytes pass later, by the latency plus or minus at most the jitter. Their order stays. */
  record Latency(Duration latency, Duration jitter) implements Toxic {}

  /** At most so many bytes pass in a second. */
  record Bandwidth(int bytesPerSecond) implements Toxic {
    public Bandwidth {
      require(bytesPerSecond > 0, "no byte would ever pass");
    }
  }

  /**
   * Bytes pass in pieces, whose sizes are the average plus or minus at most the variation, with a
   * gap of at most the delay behind each.
   */
  record Slicer(int averageSize, int sizeVariation, Duration delay) implements Toxic {
    public Slicer {
      require(sizeVariation >= 0 && averageSize > sizeVariation, "a piece has a byte at least");
    }
  }

  /** So many bytes pass, then FIN. The rest is discarded. */
  record LimitData(int bytes) implements Toxic {}

  /** RST in both directions, this time after the first byte or FIN of this one. */
  record ResetPeer(Duration timeout) implements Toxic {}

  /** FIN passes later. */
  record SlowClose(Duration delay) implements Toxic {}

  /** No byte passes. FIN does after this time, or never if the time is zero. */
  record Timeout(Duration timeout) implements Toxic {}

  /** What a toxic does, by its name in Toxiproxy. */
  enum Kind {
    LATENCY,
    BANDWIDTH,
    SLICER,
    LIMIT_DATA,
    RESET_PEER,
    SLOW_CLOSE,
    TIMEOUT
  }

  /** What it does. */
  default Kind kind() {
    return switch (this) {
      case Latency _ -> Kind.LATENCY;
      case Bandwidth _ -> Kind.BANDWIDTH;
      case Slicer _ -> Kind.SLICER;
      case LimitData _ -> Kind.LIMIT_DATA;
      case ResetPeer _ -> Kind.RESET_PEER;
      case SlowClose _ -> Kind.SLOW_CLOSE;
      case Timeout _ -> Kind.TIMEOUT;
    };
  }

  private static void require(boolean condition, String reason) {
    if (!condition) {
      throw new IllegalArgumentException(reason);
    }
  }
}
