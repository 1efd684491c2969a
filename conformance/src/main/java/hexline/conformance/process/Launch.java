package hexline.conformance.process;

import java.util.List;
import java.util.Map;

/**
 * The server process that a case needs: the shared one, or one of its own.
 *
 * @param own whether the case needs a fresh process, which it may end
 * @param options limits for the server's command line
 * @param environments environment variables; the case is run once with each map, on a fresh process
 * @param descriptors limit of open files and sockets of the process; 0 is the system's limit
 */
public record Launch(
    boolean own, List<String> options, List<Map<String, String>> environments, int descriptors) {

  /** The process that serves most cases, one after the other. */
  public static final Launch SHARED = new Launch(false, List.of(), List.of(Map.of()), 0);

  /** A process of its own, with the default limits. */
  public static final Launch OWN = new Launch(true, List.of(), List.of(Map.of()), 0);

  /** A process of its own, with these options. */
  public static Launch own(String... options) {
    return new Launch(true, List.of(options), List.of(Map.of()), 0);
  }

  /** The same process with this limit of file descriptors. */
  public Launch withDescriptors(int limit) {
    return new Launch(own, options, environments, limit);
  }

  /** A process of its own in each of these environments. */
  public static Launch in(List<Map<String, String>> environments) {
    return new Launch(true, List.of(), environments, 0);
  }
}
