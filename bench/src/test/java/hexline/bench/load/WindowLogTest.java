package hexline.bench.load;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WindowLogTest {

  private static final int ENOUGH = 20; // latencies for a median
  private static final Load CLOSED = new Load.Closed(1, 1);
  private static final Load OPEN = new Load.Open(1, 1000, Arrivals.Kind.CONSTANT);

  private final EngineState engine =
      new EngineState(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), RequestTable.repeated(1));

  private WindowLog log(Load load, int windows) {
    return new WindowLog(
        load,
        new ClientConnection[] {new ClientConnection(engine, 1, 0, false, true)},
        engine,
        windows);
  }

  private static Measurement sum(Load load, WindowLog log) {
    return new LoopSum(load, List.of(log)).measurement(0, 0, new Errors(), null);
  }

  private void answer(int count, long nanos) {
    engine.answered += count;
    requireNonNull(engine.recorder).record(nanos, count);
  }

  @Test
  @DisplayName("an answer belongs to the window in which it comes, and to no other")
  void windows() {
    WindowLog log = log(CLOSED, 3);
    engine.answered = 1000; // before, while it settled
    log.begin();
    answer(ENOUGH, 10);
    log.cut();
    answer(ENOUGH - 1, 20);
    log.cut();
    answer(2 * ENOUGH, 30);
    log.end();
    engine.answered += 1000; // afterwards
    assertNull(engine.recorder, "a closed loop's answers are not recorded any more");
    Measurement seen = sum(CLOSED, log);
    List<Window> windows = seen.windows();
    assertEquals(
        List.of((long) ENOUGH, ENOUGH - 1L, 2L * ENOUGH),
        windows.stream().map(Window::answers).toList(),
        "answers");
    assertEquals(
        List.of(OptionalLong.of(10), OptionalLong.empty(), OptionalLong.of(30)),
        windows.stream().map(Window::median).toList(),
        "medians, where there are enough latencies");
    assertEquals(4L * ENOUGH - 1, seen.latency().getTotalCount(), "all latencies together");
    assertEquals(
        log.nanos(), windows.stream().mapToLong(Window::nanos).sum(), "windows without a gap");
  }

  @Test
  @DisplayName("a late answer of an open loop joins the latencies, not the rate")
  void late() {
    WindowLog log = log(OPEN, 1);
    log.begin();
    answer(1, 10);
    log.end();
    answer(1, 1_000_000);
    requireNonNull(engine.recorder).recordFromSend(5);
    Measurement seen = sum(OPEN, log);
    assertEquals(1, seen.windowAnswers(), "within the window");
    assertEquals(2, seen.latency().getTotalCount(), "all of them");
    var fromSend = seen.fromSend();
    assertNotNull(fromSend, "an open loop has two clocks");
    assertEquals(1, fromSend.getTotalCount(), "of the naive clock");
  }

  @Test
  @DisplayName("the edge of a window costs no memory: the load runs meanwhile")
  void edgesAllocateNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    WindowLog log = log(OPEN, 8);
    log.begin();
    log.cut();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 5; i++) {
      log.cut();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 10_000, () -> "a histogram has more than " + allocated + " bytes");
  }
}
