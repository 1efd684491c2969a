package hexline.async;

import hexline.conformance.junit.MemorySuite;

class MemoryIT extends MemorySuite {
  MemoryIT() {
    super("async-server");
  }
}
