package hexline.async;

import hexline.conformance.junit.ConformanceSuite;
import org.junit.jupiter.api.Tag;

/** Two workers that convert, away from the completions. */
@Tag("thorough")
class AsyncWorkersIT extends ConformanceSuite {

  AsyncWorkersIT() {
    super("async-server", "--workers", "2");
  }
}
