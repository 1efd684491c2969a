package hexline.nio;

import hexline.conformance.junit.ThreadLimitSuite;

class ThreadLimitIT extends ThreadLimitSuite {

  ThreadLimitIT() {
    super("nio-server", "--workers", "200", "--work", "block:20ms");
  }
}
