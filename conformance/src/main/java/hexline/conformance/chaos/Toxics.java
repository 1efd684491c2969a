package hexline.conformance.chaos;

import java.util.Arrays;
import java.util.List;
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
