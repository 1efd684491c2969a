package hexline.bench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.server.IdleMemory;
import hexline.bench.statistics.Ratio;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a reader is told of known results; above all, what he is not told. */
class ConclusionsTest {

  private static final Optional<Ratio> BEST = Optional.of(Ratio.self());
  private static final Optional<Ratio> NONE = Optional.empty();

  /** A ratio with intervals of 5 % and 10 %. */
  private static Optional<Ratio> ratio(double value) {
    return ratio(value, 1.05, 1.1);
  }

  private static Optional<Ratio> ratio(double value, double usual, double sure) {
    return Optional.of(
        new Ratio(value, value / usual, value * usual, value / sure, value * sure, 4, 16));
  }

  /** A ratio of servers that were started once. */
  private static Optional<Ratio> unsure(double value) {
    double most = Double.POSITIVE_INFINITY;
    return Optional.of(new Ratio(value, 0, most, 0, most, 1, 4));
  }

  private static Standing standing(String server, double rate, Optional<Ratio> ratio) {
    return new Standing(server, rate, ratio, rate, 32, 32);
  }

  private static Point point(String experiment, String work, Load load) {
    return Point.of(
        Experiments.byLabel(experiment).orElseThrow(),
        "p",
        work,
        List.of(),
        Duration.ofSeconds(1),
        load);
  }

  private static String conclusion(Point point, Standing... standings) {
    return point.experiment().conclusion(point, List.of(standings)).orElse("");
  }

  private static final Point BLOCKING = point("BlockingWork", "block:10ms", new Load.Closed(32, 1));

  /** A server in which so many waits overlap. */
  private static Standing waits(String server, double atATime, Optional<Ratio> ratio) {
    return standing(server, atATime * 100, ratio);
  }

  @Test
  @DisplayName("BlockingWork names the servers in which others go on, and those in which they wait")
  void blocking() {
    assertEquals(
        "If your requests block (a database, another service), take one of virtual, nio workers 32;"
            + " in nio, sync one client's wait holds up the others.",
        conclusion(
            BLOCKING,
            waits("virtual", 31, BEST),
            waits("nio workers 32", 30.5, ratio(0.98)),
            waits("nio", 1, ratio(0.032)),
            waits("sync", 1, ratio(0.032))));
    assertEquals(
        "If your requests block (a database, another service), take virtual; in sync one client's"
            + " wait holds up the others.",
        conclusion(BLOCKING, waits("virtual", 31, BEST), waits("sync", 1, ratio(0.032))));
    assertEquals(
        "Requests that block held up no other client in any of these servers.",
        conclusion(BLOCKING, waits("virtual", 31, BEST), waits("threaded", 31, ratio(0.99))));
  }

  @Test
  @DisplayName("a server that answers less, but lets most clients go on, holds up nobody")
  void blockingSlower() {
    assertEquals(
        "If your requests block (a database, another service), take threaded, or, at a rate that"
            + " may be lower, nio workers 32; in nio one client's wait holds up the others.",
        conclusion(
            BLOCKING,
            waits("threaded", 31, BEST),
            waits("nio workers 32", 24, ratio(0.78)),
            waits("nio", 1, ratio(0.032))));
    assertEquals(
        "",
        conclusion(BLOCKING, waits("threaded", 31, BEST), waits("workers", 24, ratio(0.78))),
        "nobody is held up, and not all are as fast");
  }

  @Test
  @DisplayName("BlockingWork says nothing of servers that are not told apart, or not compared")
  void blockingUnsure() {
    assertEquals(
        "", conclusion(BLOCKING, waits("virtual", 31, BEST), waits("sync", 1, unsure(0.032))));
    assertEquals("", conclusion(BLOCKING, waits("virtual", 31, BEST), waits("other", 20, NONE)));
    assertEquals(
        "",
        conclusion(BLOCKING, waits("virtual", 31, BEST), waits("pool", 25, ratio(0.8, 1.3, 1.7))),
        "neither free nor clearly held up");
    assertEquals(
        "If your requests block (a database, another service), take virtual, or, at a rate that may"
            + " be lower, pool; in sync one client's wait holds up the others.",
        conclusion(
            BLOCKING,
            waits("virtual", 31, BEST),
            waits("pool", 25, ratio(0.8, 1.3, 1.7)),
            waits("sync", 1, ratio(0.032))),
        "what most clients go on in is named");
    assertEquals("", conclusion(BLOCKING, waits("virtual", 31, BEST)), "one server");
    assertEquals("", conclusion(BLOCKING), "no server");
  }

  @Test
  @DisplayName(
      "servers that are alike may all hold up their clients: BlockingWork looks how many"
          + " waits overlap")
  void blockingEverywhere() {
    assertEquals("", conclusion(BLOCKING, waits("sync", 1, BEST), waits("nio", 0.99, ratio(0.99))));
    assertEquals(
        "",
        conclusion(BLOCKING, waits("pool of 8", 8, BEST), waits("nio", 1, ratio(0.125))),
        "a pool of eight for 32 clients holds up clients, too");
    assertThrows(
        IllegalArgumentException.class,
        () -> Waits.of(point("KeepAlive", "none", new Load.Closed(1, 1)), List.of()));
  }

  @Test
  @DisplayName("KeepAlive says what even the slowest server reaches, of many connections only")
  void keepAlive() {
    Point many = point("KeepAlive", Point.NO_WORK, new Load.Closed(32, 1));
    Standing fast = standing("nio", 50_000, BEST);
    Standing slow = standing("sync", 12_345, ratio(0.25));
    assertEquals(
        "sync, the slowest, answers 12,345/s if requests only convert. Below that rate the model"
            + " matters only if requests block or compute.",
        conclusion(many, fast, slow));
    assertEquals("", conclusion(many, fast), "one server");
    assertEquals(
        "",
        conclusion(point("KeepAlive", Point.NO_WORK, new Load.Closed(32, 16)), fast, slow),
        "with pipelining");
    Standing one = new Standing("nio", 9_000, BEST, 9_000, 1, 1);
    assertEquals("", conclusion(many, one, one), "one client measures the round trip");
  }

  @Test
  @DisplayName("ConnectPerRequest compares the best and the last server, if they are told apart")
  void connectPerRequest() {
    Point point = point("ConnectPerRequest", Point.NO_WORK, new Load.Connect(16));
    Standing best = standing("nio", 10_000, BEST);
    assertEquals(
        "With a connection for each request nio answers 10,000/s, and the last server, sync,"
            + " 5,000/s. Compare that with KeepAlive, and keep connections open if you can.",
        conclusion(
            point,
            best,
            standing("async", 9_900, ratio(0.99)),
            standing("sync", 5_000, ratio(0.5))));
    assertEquals(
        "With a connection for each request no server was found to be slower by a tenth"
            + " (nio 10,000/s, sync 9,500/s): let another benchmark decide.",
        conclusion(point, best, standing("sync", 9_500, ratio(0.95))));
    assertEquals("", conclusion(point, best, standing("sync", 5_000, unsure(0.5))), "one start");
    assertEquals("", conclusion(point, best), "one server");
  }

  @Test
  @DisplayName("OpenLoop says that servers are alike only if the intervals are narrow enough")
  void openLoop() {
    Point point = point("OpenLoop", Point.NO_WORK, new Load.Open(32, 100, Arrivals.Kind.POISSON));
    Standing best = standing("nio", 1_000_000, BEST);
    String alike = "At a load that they can bear, users cannot tell these servers apart.";
    assertEquals(alike, conclusion(point, best, standing("sync", 1_050_000, ratio(1.05))));
    assertEquals(
        "At a load that each can bear, a request takes 2.50 times as long in sync as in nio (the ratio"
            + " in the table). It matters only if that is near your latency goal.",
        conclusion(
            point, best, standing("virtual", 2e6, ratio(2)), standing("sync", 2.5e6, ratio(2.5))));
    assertEquals("", conclusion(point, best, standing("sync", 1e6, unsure(1))), "one start");
    assertEquals(
        "These servers are not told apart, but the intervals are wide: in one of them a request may"
            + " take 2.4 times as long as in another.",
        conclusion(point, best, standing("sync", 1.2e6, ratio(1.2, 2, 3))));
    assertEquals("", conclusion(point, best, standing("sync", 1e6, NONE)), "not compared");
    assertEquals("", conclusion(point, best), "one server");
  }

  @Test
  @DisplayName("CpuWork names every server that lets a client starve, also those without a latency")
  void cpuWork() {
    Point point = point("CpuWork", "cpu:1ms", new Load.Hog(18, 2, 16));
    Standing fair = new Standing("threaded", 2e6, BEST, 1000, 18, 18);
    Standing unfair = new Standing("nio", Double.NaN, NONE, 1000, 2, 18);
    assertEquals(
        "If some clients make the server compute, others starve in nio, sync.",
        conclusion(point, fair, unfair, new Standing("sync", Double.NaN, NONE, 900, 1, 18)));
    assertEquals(
        "If some clients make the server compute, the others starve in no server, and no difference"
            + " between the servers was found.",
        conclusion(point, fair, new Standing("virtual", 2.1e6, ratio(1.05), 990, 18, 18)));
    assertEquals(
        "If some clients make the server compute, others starve in nio; compared with threaded, they"
            + " wait 2.0 times as long in virtual, 5.8 times as long in async.",
        conclusion(
            point,
            fair,
            new Standing("virtual", 4e6, ratio(2), 990, 18, 18),
            new Standing("async", 11.6e6, ratio(5.8), 990, 18, 18),
            unfair));
    assertEquals(
        "If some clients make the server compute, the others starve in no server.",
        conclusion(point, fair, new Standing("virtual", 4e6, unsure(2), 990, 18, 18)),
        "one start");
    assertEquals("", conclusion(point), "of no server nothing can be said");
  }

  /** Two points, so that the slope is known. */
  private static IdleMemory memory(String server, long bytesPerConnection) {
    return new IdleMemory(
        server,
        List.of(
            new IdleMemory.Point(0, 0, 0, 1, 1),
            new IdleMemory.Point(1000, 1000 * bytesPerConnection, 0, 1, 1)),
        null);
  }

  @Test
  @DisplayName("IdleConnections says how much more the most hungry server takes, for many and few")
  void idle() {
    Experiment idle = Experiments.byLabel("IdleConnections").orElseThrow();
    assertEquals(
        Optional.of(
            "Whether memory decides depends on the number of idle clients: threaded takes 153 MB"
                + " more than nio for 10,000 of them, and 1.5 MB more for 100."),
        idle.conclusion(
            List.of(memory("nio", 1_000), memory("async", 3_000), memory("threaded", 17_000))));
    assertEquals(Optional.empty(), idle.conclusion(List.of(memory("nio", 1_000))), "one server");
    assertEquals(
        "",
        conclusion(point("IdleConnections", Point.NO_WORK, new Load.Closed(1, 1))),
        "it has no slices");
  }
}
