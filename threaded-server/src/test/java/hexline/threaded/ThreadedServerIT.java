package hexline.threaded;

import hexline.conformance.ConformanceSuite;

class ThreadedServerIT extends ConformanceSuite {

  ThreadedServerIT() {
    super("threaded-server");
  }
}
