package hexline.async;

import hexline.conformance.junit.ConformanceSuite;

/** Two workers that convert, away from the completions. */
class AsyncWorkersIT extends ConformanceSuite {

  AsyncWorkersIT() {
    super("async-server", "--workers", "2");
  }
}
