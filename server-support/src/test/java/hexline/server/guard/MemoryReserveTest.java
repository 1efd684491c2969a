package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MemoryReserveTest {

  private static final long MIB = 1 << 20;

  @Test
  @DisplayName("R15: a quarter of a small heap is held, and 4 MiB of a large one")
  void size() {
    assertEquals(2 * MIB, MemoryReserve.bytes(8 * MIB));
    assertEquals(4 * MIB, MemoryReserve.bytes(16 * MIB));
    assertEquals(4 * MIB, MemoryReserve.bytes(1L << 40));
  }

  @Test
  @DisplayName("R15: the reserve is allocated when it is missing, and kept while there is memory")
  void require() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int held = MemoryReserve.bytes(Runtime.getRuntime().maxMemory());
    var reserve = new MemoryReserve();
    long before = threads.getCurrentThreadAllocatedBytes();
    reserve.require();
    long between = threads.getCurrentThreadAllocatedBytes();
    reserve.require();
    long after = threads.getCurrentThreadAllocatedBytes();
    assertTrue(between - before >= held, "allocated " + (between - before));
    assertTrue(after - between < held, "allocated once more: " + (after - between));
  }
}
