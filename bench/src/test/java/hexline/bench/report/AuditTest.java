package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.server.Observation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuditTest {

  private static final Load CLOSED = new Load.Closed(10, 4);
  private static final Load OPEN = new Load.Open(10, 1000, Arrivals.Kind.POISSON);

  /** 40 in flight at 10,000/s take 4 ms each. */
  private static final Synthetic.Seen RIGHT = Synthetic.window(10_000, 4_000_000);

  private static Optional<String> audit(Measurement measurement) {
    return Audit.failure(measurement, true);
  }

  private static void assertFails(String expected, Optional<String> failure) {
    assertTrue(
        failure.isPresent() && failure.get().contains(expected),
        () -> "a failure with '" + expected + "', but: " + failure);
  }

  private static Measurement open(long sent, long late, long waited, long unsent) {
    return Synthetic.measurement(
        OPEN,
        List.of(Synthetic.window(1000, 1_000_000)),
        10,
        0,
        0,
        Map.of(),
        null,
        new Measurement.Punctuality(sent, late, waited, unsent));
  }

  @Test
  @DisplayName("a run that keeps Little's law is believed")
  void right() {
    assertEquals(
        Optional.empty(), audit(Synthetic.measurement(CLOSED, List.of(RIGHT, RIGHT), 10, 0)));
  }

  @Test
  @DisplayName("answers that were counted twice, or latencies that are too short, break the law")
  void littlesLaw() {
    Synthetic.Seen twice = Synthetic.window(20_000, 4_000_000);
    assertFails("Little's law", audit(Synthetic.measurement(CLOSED, List.of(twice), 10, 0)));
    Synthetic.Seen half = Synthetic.window(10_000, 2_000_000);
    assertFails("Little's law", audit(Synthetic.measurement(CLOSED, List.of(half), 10, 0)));
  }

  @Test
  @DisplayName("the law is about the rate that is printed, not about the number of latencies")
  void littlesLawOfTheRate() {
    var inflated = new Synthetic.Seen(2 * RIGHT.answers(), 0, RIGHT.latency());
    assertFails("Little's law", audit(Synthetic.measurement(CLOSED, List.of(inflated), 10, 0)));
  }

  @Test
  @DisplayName("what is in flight at the edges belongs to the law")
  void edges() {
    Synthetic.Seen few = Synthetic.window(9_000, 4_000_000); // 36 in flight on average
    assertFails("Little's law", audit(Synthetic.measurement(CLOSED, List.of(few), 10, 0)));
    assertEquals(
        Optional.empty(),
        audit(Synthetic.measurement(CLOSED, List.of(few), 10, 4)),
        "the other four have waited all the time");
  }

  @Test
  @DisplayName("of a hog's run only the polite clients are in the law")
  void hog() {
    Load hog = new Load.Hog(11, 64);
    Synthetic.Seen polite = Synthetic.window(5_000, 2_000_000);
    assertEquals(Optional.empty(), audit(Synthetic.measurement(hog, List.of(polite), 11, 0)));
    Load three = new Load.Hog(13, 3, 64);
    assertEquals(Optional.empty(), audit(Synthetic.measurement(three, List.of(polite), 13, 0)));
    assertEquals("3 x 64 + 10 x 1", three.toString());
    assertEquals("1 x 64 + 10 x 1", hog.toString());
  }

  @Test
  @DisplayName("a run with an error has no throughput, however good its other figures are")
  void errors() {
    Measurement wrong =
        Synthetic.measurement(
            CLOSED, List.of(RIGHT), 10, 0, 0, Map.of(Errors.Kind.WRONG, 3L), "expected 0x1", null);
    assertFails("3 wrong (first: expected 0x1)", audit(wrong));
  }

  @Test
  @DisplayName("nothing answered is a failure")
  void nothing() {
    assertFails(
        "nothing", audit(Synthetic.measurement(CLOSED, List.of(Synthetic.window(0, 1)), 0, 40)));
  }

  @Test
  @DisplayName("clients without an answer fail where all must be served, and only there")
  void starved() {
    Measurement never =
        Synthetic.measurement(CLOSED, List.of(RIGHT), 10, 2, 0, Map.of(), null, null);
    assertFails("2 of 10 clients were never answered", audit(never));
    Measurement late = Synthetic.measurement(CLOSED, List.of(RIGHT), 7, 0);
    assertFails("only 7 of 10", audit(late));
    assertEquals(Optional.empty(), Audit.failure(late, false), "where starving is the point");
    Measurement idle =
        Synthetic.measurement(
            OPEN,
            List.of(Synthetic.window(1000, 1_000_000)),
            7,
            0,
            0,
            Map.of(),
            null,
            new Measurement.Punctuality(1000, 0, 0, 0));
    assertTrue(idle.served() < idle.load().connections(), "not all are needed");
    assertEquals(Optional.empty(), audit(idle), "an open loop sends on free connections");
  }

  @Test
  @DisplayName("an open loop must keep its schedule, as far as it is in its own hands")
  void schedule() {
    assertEquals(Optional.empty(), audit(open(1000, 0, 0, 0)), "all in time");
    assertEquals(Optional.empty(), audit(open(1000, 500, 500, 0)), "late by the server's fault");
    assertFails("the engine was late", audit(open(1000, 500, 300, 0)));
    assertFails("rate not reached", audit(open(1000, 0, 0, 100)));
    assertFails("nothing was sent", audit(open(0, 0, 0, 0)));
  }

  @Test
  @DisplayName("a row's schedule is that of all its processes, as its latencies are")
  void scheduleOfARow() {
    Measurement inTime = open(10_000, 0, 0, 0);
    Measurement slow = open(9_000, 0, 0, 1_000);
    assertFails("rate not reached", audit(slow));
    assertEquals(Optional.empty(), Audit.failure(row(inTime, slow)), "1,000 of 20,000");
    assertFails("rate not reached: 2,000 of 30,000", Audit.failure(row(slow, inTime, slow)));
    assertEquals(0.025, row(open(1000, 50, 0, 0), open(1000, 0, 0, 0)).engineLateShare());
    assertFails("nothing was sent", Audit.failure(row(inTime, open(0, 0, 0, 0))));
  }

  private static Row row(Measurement... starts) {
    return Synthetic.row(
        Synthetic.point("OpenLoop", "p"),
        Arrays.stream(starts)
            .map(start -> Synthetic.observation("nio", "none", start))
            .toArray(Observation[]::new));
  }
}
