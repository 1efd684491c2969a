package hexline.nio;

import hexline.conformance.ConformanceSuite;
import java.util.List;

/** Two loops that share the clients, and two workers that convert for them. */
class NioLoopsAndWorkersIT extends ConformanceSuite {

  NioLoopsAndWorkersIT() {
    super("nio-server", "--loops", "2", "--workers", "2");
  }

  /**
   * Workers leave garbage behind: with a small heap, what grows is what is kept. And for time's sake
   * it compiles quickly; the plain server runs as its users run it.
   */
  @Override
  protected List<String> jvmOptions() {
    return List.of("-Xmx64m", "-XX:TieredStopAtLevel=1");
  }
}
