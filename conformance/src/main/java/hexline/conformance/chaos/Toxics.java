package hexline.conformance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The toxics of a connection, in the order in which they act.
 *
 * @param upstream from the client to the server
 * @param downstream from the server to the client
 */
public record Toxics(List<Toxic> upstream, List<Toxic> downstream) {

  /** A proxy that changes nothing. */
  public static final Toxics NONE = new Toxics(List.of(), List.of());

  private static final int MOST = 2; // toxics each way
  private static final Duration SOON = Duration.ofMillis(20);

  public Toxics {
    upstream = List.copyOf(upstream);
    downstream = List.copyOf(downstream);
  }

  /** Toxics from the client to the server. */
  public static Toxics toServer(Toxic... toxics) {
    return new Toxics(List.of(toxics), List.of());
  }

  /** Toxics from the server to the client. */
  public static Toxics toClient(Toxic... toxics) {
    return new Toxics(List.of(), List.of(toxics));
  }

  /** The same toxics each way. */
  public static Toxics eachWay(Toxic... toxics) {
    return new Toxics(List.of(toxics), List.of(toxics));
  }

  /**
   * Draws up to two toxics of any kind each way.
   *
   * @param bytes about how many pass
   * @param delay longest time for which FIN is held up
   */
  public static Toxics draw(SplittableRandom random, int bytes, Duration delay) {
    return new Toxics(some(random, bytes, delay), some(random, bytes, delay));
  }

  private static List<Toxic> some(SplittableRandom random, int bytes, Duration delay) {
    var toxics = new ArrayList<Toxic>();
    for (int n = random.nextInt(MOST + 1); n > 0; n--) {
      toxics.add(any(random, bytes, delay));
    }
    return toxics;
  }

  private static Toxic any(SplittableRandom random, int bytes, Duration delay) {
    return switch (random.nextInt(7)) {
      case 0 -> new Toxic.Latency(SOON, upTo(SOON, random));
      case 1 -> new Toxic.Bandwidth(10_000 + random.nextInt(40_000));
      case 2 -> new Toxic.Slicer(20, random.nextInt(20), upTo(Duration.ofMillis(2), random));
      case 3 -> new Toxic.LimitData(random.nextInt(bytes));
      case 4 -> new Toxic.ResetPeer(upTo(Duration.ofMillis(50), random));
      case 5 -> new Toxic.SlowClose(upTo(delay, random));
      default -> new Toxic.Timeout(Duration.ofMillis(1).plus(upTo(SOON, random)));
    };
  }

  private static Duration upTo(Duration most, SplittableRandom random) {
    return Duration.ofNanos(random.nextLong(most.toNanos() + 1));
  }

  /** What reaches the server of the bytes that a client sends, unless there is a reset. */
  public byte[] reachingServer(byte[] sent) {
    return passing(upstream, sent);
  }

  /** What reaches the client of the bytes that the server sends, unless there is a reset. */
  public byte[] reachingClient(byte[] sent) {
    return passing(downstream, sent);
  }

  private static byte[] passing(List<Toxic> toxics, byte[] bytes) {
    int length = bytes.length;
    for (Toxic toxic : toxics) {
      length =
          switch (toxic) {
            case Toxic.LimitData(int most) -> Math.min(length, most);
            case Toxic.Timeout _ -> 0;
            default -> length;
          };
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Whether the connection may end with a reset, before all has passed. */
  public boolean mayReset() {
    return Stream.concat(upstream.stream(), downstream.stream())
        .anyMatch(Toxic.ResetPeer.class::isInstance);
  }

  @Override
  public String toString() {
    return "upstream " + upstream + ", downstream " + downstream;
  }
}
