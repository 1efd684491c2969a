package hexline.async;

import hexline.conformance.ConformanceSuite;
import java.util.List;

/** Two workers that convert, away from the completions. */
class AsyncWorkersIT extends ConformanceSuite {

  AsyncWorkersIT() {
    super("async-server", "--workers", "2");
  }

  /** Compiles quickly, for time's sake; the plain server runs as its users run it. */
  @Override
  protected List<String> jvmOptions() {
    return List.of("-XX:TieredStopAtLevel=1");
  }
}
