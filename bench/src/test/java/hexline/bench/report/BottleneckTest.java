package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.server.Observation;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BottleneckTest {

  private static final Load CLOSED = new Load.Closed(10, 1);

  private static Measurement measurement(int served, int rate) {
    return Synthetic.measurement(
        CLOSED, List.of(Synthetic.window(rate, 10_000_000_000L / rate)), served, 0);
  }

  private static String limit(Observation seen) {
    return Bottleneck.of(Synthetic.row(Synthetic.point("BlockingWork", "p"), seen));
  }

  @Test
  @DisplayName("clients without an answer are named before anything else")
  void served() {
    assertEquals(
        "serves 1 of 10", limit(Synthetic.observation("sync", "none", measurement(1, 100))));
  }

  @Test
  @DisplayName("where hogs flood the server, polite clients are counted")
  void polite() {
    Load load = new Load.Hog(18, 2, 16);
    Measurement hogsOnly = Synthetic.measurement(load, List.of(Synthetic.window(100, 1)), 2, 0);
    assertEquals("serves 0 of 16 polite", limit(Synthetic.observation("nio", "cpu:1ms", hogsOnly)));
    Measurement some = Synthetic.measurement(load, List.of(Synthetic.window(100, 1)), 15, 0);
    assertEquals("serves 13 of 16 polite", limit(Synthetic.observation("nio", "cpu:1ms", some)));
  }

  @Test
  @DisplayName("how many waits overlap follows from the rate")
  void waits() {
    assertEquals(
        "--work time", limit(Synthetic.observation("virtual", "block:10ms", measurement(10, 990))));
    assertEquals(
        "1 wait at a time", limit(Synthetic.observation("nio", "block:10ms", measurement(10, 99))));
    assertEquals(
        "4 waits at a time",
        limit(Synthetic.observation("pool", "block:10ms", measurement(10, 400))));
  }

  @Test
  @DisplayName("a thread that is busy all the time is named")
  void thread() {
    assertEquals(
        "thread event-loop-1", limit(Synthetic.observation("nio", "none", measurement(10, 1000))));
  }

  @Test
  @DisplayName("a saturated load thread is named before any server's thread")
  void client() {
    Measurement half = measurement(10, 1000);
    var busy =
        new Measurement(
            half.load(),
            half.windows(),
            half.latency(),
            null,
            half.answers(),
            half.nanos(),
            List.of(half.nanos() / 2, half.nanos() * 97 / 100), // of two load threads
            half.byConnection(),
            0,
            0,
            0,
            half.errors(),
            null,
            null);
    assertEquals("client CPU 97 %", limit(Synthetic.observation("nio", "none", busy)));
  }

  @Test
  @DisplayName("a pinned server is judged by the processors that it may use")
  void pinned() {
    Observation seen = Synthetic.observation("virtual", "none", measurement(10, 1000));
    long all = seen.measurement().nanos() / 1_000_000;
    assertEquals("server, its only core", limit(Synthetic.pinned(seen, 1, all * 95 / 100)));
    assertEquals("thread wake-ups", limit(Synthetic.pinned(seen, 2, all * 95 / 100)));
    assertEquals("server, all cores", limit(Synthetic.pinned(seen, 2, all * 2 * 95 / 100)));
  }

  @Test
  @DisplayName("stolen time is named before any thread")
  void stolen() {
    Observation seen = Synthetic.observation("nio", "none", measurement(10, 1000));
    Observation robbed =
        Synthetic.with(seen, seen.serverCpuNanos(), new Observation.Machine(2, 0, 0, 0.3));
    assertEquals("the hypervisor", limit(robbed));
  }
}
