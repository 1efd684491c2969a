package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.server.Observation;
import hexline.bench.statistics.Interval;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RowTest {

  private static final long LATENCY = 1_000_000; // nanoseconds

  /** A start with two slices of the same rate. */
  private static Observation start(int requests) {
    return Synthetic.observation(
        "nio",
        "none",
        Synthetic.measurement(
            new Load.Closed(10, 1),
            List.of(Synthetic.window(requests, LATENCY), Synthetic.window(requests, LATENCY)),
            10,
            0));
  }

  private static Interval rate(Integer... requests) {
    return Synthetic.row(
            Synthetic.point("KeepAlive", "p"),
            Arrays.stream(requests).map(RowTest::start).toArray(Observation[]::new))
        .rate();
  }

  @Test
  @DisplayName("the interval of a rate comes from the starts, however many slices they have")
  void rate() {
    Interval five = rate(100, 110, 120, 130, 140);
    assertFalse(five.isSure(), "ten slices of five starts");
    Interval six = rate(100, 110, 120, 130, 140, 150);
    assertTrue(six.isSure());
    double unit = rate(100).median() / 100;
    assertEquals(125 * unit, six.median(), 1e-6 * six.median());
    assertEquals(100 * unit, six.low(), 1e-6 * six.low(), "the least start");
    assertEquals(150 * unit, six.high(), 1e-6 * six.high(), "the greatest start");
    assertEquals(6, six.values());
  }

  @Test
  @DisplayName("the load of an open loop has the mean of the rates of all processes")
  void openLoad() {
    Row row =
        Synthetic.row(Synthetic.point("OpenLoop", "p"), open(1_000), open(3_000), open(5_000));
    assertEquals(new Load.Open(10, 3_000, Arrivals.Kind.POISSON), row.load());
  }

  private static Observation open(double perSecond) {
    return Synthetic.observation(
        "nio",
        "none",
        Synthetic.measurement(
            new Load.Open(10, perSecond, Arrivals.Kind.POISSON),
            List.of(Synthetic.window(100, LATENCY)),
            10,
            0));
  }
}
