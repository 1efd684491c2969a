package hexline.nio;

import hexline.conformance.ConformanceSuite;

class NioServerIT extends ConformanceSuite {

  NioServerIT() {
    super("nio-server");
  }
}
