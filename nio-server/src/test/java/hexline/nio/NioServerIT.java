package hexline.nio;

import hexline.conformance.junit.ConformanceSuite;

class NioServerIT extends ConformanceSuite {

  NioServerIT() {
    super("nio-server");
  }
}
