package hexline.threaded;

import hexline.conformance.junit.ConformanceSuite;

class ThreadedServerIT extends ConformanceSuite {

  ThreadedServerIT() {
    super("threaded-server");
  }
}
