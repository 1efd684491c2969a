package hexline.virtual;

import hexline.conformance.ConformanceSuite;

class VirtualServerIT extends ConformanceSuite {

  VirtualServerIT() {
    super("virtual-server");
  }
}
