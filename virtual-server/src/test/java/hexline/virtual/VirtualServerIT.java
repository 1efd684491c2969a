package hexline.virtual;

import hexline.conformance.junit.ConformanceSuite;

class VirtualServerIT extends ConformanceSuite {

  VirtualServerIT() {
    super("virtual-server");
  }
}
