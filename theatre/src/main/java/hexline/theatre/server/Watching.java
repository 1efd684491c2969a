package hexline.theatre.server;

import hexline.theatre.watch.Watched;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a server is watched: what is put around its command, and what is read when it has ended. */
public interface Watching {

  /** {@code agent} or {@code strace}. */
  String recorder();

  /** The command that starts the server so that it is watched. */
  List<String> command(ServerSpec server, List<String> arguments) throws IOException;

  /** Called while the server still runs, at the end of the scene. */
  void beforeEnd(RunningServer server);

  /**
   * What was seen, once the server has ended.
   *
   * @throws IOException if there is no recording, or it cannot be read
   */
  Watched read() throws IOException;

  /** The file of the recorder itself, to be kept if the user wants it. */
  @Nullable Path file();
}
