package hexline.claims.trial;

import hexline.bench.server.JavaCommand;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts servers of the suite as processes. */
public final class Servers {

  private Servers() {}

  /**
   * A server without extra work.
   *
   * @param server name and options, as in {@code nio --workers 8}
   */
  public static MeasuredServer start(String server) throws IOException {
    return start(server, "none");
  }

  /**
   * A server.
   *
   * @param work for each request, as in {@code block:10ms}
   */
  public static MeasuredServer start(String server, String work) throws IOException {
    return MeasuredServer.start(ServerSpec.parse(server), work);
  }

  /**
   * A first draft, which has no limits and no deadlines.
   *
   * @param mainClass such as {@code hexline.sync.FirstDraft}
   */
  public static MeasuredServer draft(String mainClass) throws IOException {
    List<String> command =
        new ArrayList<>(JavaCommand.of(mainClass, JavaCommand.FLAGS, List.of("--port", "0")));
    var spec =
        new ServerSpec.Started(
            ServerSpec.Kind.SUITE, "the first draft", command, ServerSpec.NO_LIMIT);
    return MeasuredServer.start(spec, "none");
  }
}
