package hexline.async;

import hexline.conformance.junit.ThreadLimitSuite;

class ThreadLimitIT extends ThreadLimitSuite {

  ThreadLimitIT() {
    super("async-server", "--workers", "200", "--work", "block:20ms");
  }
}
