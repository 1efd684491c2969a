package hexline.nio;

import hexline.conformance.junit.MemorySuite;

class MemoryIT extends MemorySuite {
  MemoryIT() {
    super("nio-server", "--loops", "2", "--workers", "2");
  }
}
