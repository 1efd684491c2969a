package hexline.conformance;

import java.util.List;
import java.util.Map;

/**
 * The server that a case needs: the one that serves most cases, or one of its own.
 *
 * @param own whether the case needs a fresh process that it may end
 * @param options limits for the server's command line
 * @param environments one start, and one run of the case, for each
 * @param descriptors most files and sockets that the process may have open; 0 leaves that alone
 */
public record Launch(
    boolean own, List<String> options, List<Map<String, String>> environments, int descriptors) {

  /** Any server will do. */
  public static final Launch SHARED = new Launch(false, List.of(), List.of(Map.of()), 0);

  /** A process of its own, with the default limits. */
  static final Launch OWN = new Launch(true, List.of(), List.of(Map.of()), 0);

  /** A process of its own, with the limits given. */
  public static Launch own(String... options) {
    return new Launch(true, List.of(options), List.of(Map.of()), 0);
  }

  /** The same process, with so many file descriptors. */
  Launch withDescriptors(int most) {
    return new Launch(own, options, environments, most);
  }

  /** A process of its own in each of the environments. */
  static Launch in(List<Map<String, String>> environments) {
    return new Launch(true, List.of(), environments, 0);
  }
}
