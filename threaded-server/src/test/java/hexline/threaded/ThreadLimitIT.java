package hexline.threaded;

import hexline.conformance.junit.ThreadLimitSuite;

class ThreadLimitIT extends ThreadLimitSuite {

  ThreadLimitIT() {
    super("threaded-server", "--threads", "200");
  }
}
