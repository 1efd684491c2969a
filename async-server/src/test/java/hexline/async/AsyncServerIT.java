package hexline.async;

import hexline.conformance.ConformanceSuite;

class AsyncServerIT extends ConformanceSuite {

  AsyncServerIT() {
    super("async-server");
  }
}
