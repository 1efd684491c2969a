package hexline.async;

import hexline.conformance.junit.ConformanceSuite;

class AsyncServerIT extends ConformanceSuite {

  AsyncServerIT() {
    super("async-server");
  }
}
