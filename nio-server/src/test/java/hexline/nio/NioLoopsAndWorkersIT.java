package hexline.nio;

import hexline.conformance.junit.ConformanceSuite;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Two loops that share the clients, and two workers that convert for them. */
@Tag("thorough")
class NioLoopsAndWorkersIT extends ConformanceSuite {

  NioLoopsAndWorkersIT() {
    super("nio-server", "--loops", "2", "--workers", "2");
  }

  /** Workers leave garbage behind: with a small heap, what grows is what is kept. */
  @Override
  protected List<String> jvmOptions() {
    return List.of("-Xmx64m");
  }
}
