package hexline.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.experiment.Figure;
import hexline.bench.experiment.Point;
import hexline.bench.experiment.Profile;
import hexline.bench.load.Load;
import hexline.bench.report.Row;
import hexline.bench.report.Synthetic;
import hexline.bench.run.Calibration.Truth;
import hexline.bench.run.Calibration.Verdict;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class CalibrationTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Point CLOSED = Synthetic.point("KeepAlive", "10 x 1");
  private static final Point OPEN = Synthetic.point("OpenLoop", "p");

  private static final Profile PROFILE =
      new Profile(
          "test",
          1,
          1,
          2,
          SHORT,
          Duration.ofMillis(5),
          SHORT,
          SHORT,
          1,
          2,
          SHORT,
          List.of(new Load.Closed(1, 1), new Load.Closed(256, 1), new Load.Closed(256, 16)),
          List.of(0.2, 0.5),
          4,
          40);

  @Test
  @Tag("thorough")
  @DisplayName("a server is measured twice, in the closed loops that decide and in an open one")
  void loads() throws IOException, InterruptedException {
    var calibration = new Calibration(PROFILE, ServerSpec.parse("nio"), List.of(), 1);
    List<Row> rows = calibration.measure(1); // of which a busy machine may fail some
    var closed = new ArrayList<Load>();
    var open = new ArrayList<String>();
    for (Row row : rows) {
      if (row.load() instanceof Load.Open load) {
        assertEquals(256, load.connections());
        open.add(row.experiment().label() + ", " + row.server());
      } else {
        closed.add(row.load());
      }
    }
    assertEquals(List.of("OpenLoop, nio", "OpenLoop, nio again"), open.stream().sorted().toList());
    assertEquals(4, closed.size(), closed::toString);
    assertEquals(
        Set.of(new Load.Closed(256, 1), new Load.Closed(256, 16)), Set.copyOf(closed), "twice");
  }

  private static List<Verdict> verdicts(Row one, Row again) {
    ServerSpec nio = ServerSpec.parse("nio=serve {port}");
    return new Calibration(PROFILE, nio, List.of(), 1).verdicts(7, List.of(one, again));
  }

  private static Row closed(String server) {
    return Synthetic.row(
        CLOSED,
        Synthetic.closed(server, 10, 1, 1000, 1010),
        Synthetic.closed(server, 10, 1, 1000, 1010));
  }

  @Test
  @DisplayName("in a closed loop all figures are compared, and the rate with a handicap")
  void closed() {
    List<Verdict> verdicts = verdicts(closed("nio"), closed("nio again"));
    assertEquals(
        Set.of(Figure.RATE, Figure.MEDIAN, Figure.CPU),
        verdicts.stream()
            .filter(verdict -> verdict.truth() == Truth.SAME)
            .map(Verdict::figure)
            .collect(Collectors.toSet()));
    Verdict handicap = verdicts.getLast();
    assertEquals(Truth.HANDICAP, handicap.truth());
    assertEquals(Figure.RATE, handicap.figure());
    assertEquals(0.9, handicap.ratio().value(), 1e-9);
    assertEquals(4, verdicts.size(), verdicts::toString);
    assertEquals(7, handicap.run());
  }

  private static Verdict open(long nanos, long nanosAgain, long engineLate) {
    List<Verdict> verdicts =
        verdicts(
            Synthetic.open(OPEN, "nio", nanos, 0),
            Synthetic.open(OPEN, "nio again", nanosAgain, engineLate));
    assertEquals(1, verdicts.size(), verdicts::toString);
    assertEquals(Truth.SAME, verdicts.getFirst().truth());
    assertEquals("OpenLoop", verdicts.getFirst().load());
    return verdicts.getFirst();
  }

  @Test
  @DisplayName("an open loop is compared by its p99, or by its p50 if the engine was late")
  void open() {
    Verdict alike = open(1_000_000, 1_000_000, 0);
    assertEquals(Figure.TAIL, alike.figure());
    assertFalse(alike.ratio().isDifference());
    Verdict apart = open(1_000_000, 2_000_000, 0);
    assertEquals(2, apart.ratio().value(), 0.01);
    assertTrue(apart.ratio().isDifference(), "which would be a false one");
    assertEquals(Figure.MEDIAN, open(1_000_000, 1_000_000, 1_500).figure());
  }

  @Test
  @DisplayName("a row that fails its audit is in no comparison")
  void failed() {
    assertEquals(
        List.of(),
        verdicts(
            Synthetic.open(OPEN, "nio", 1_000_000, 0),
            Synthetic.open(OPEN, "nio again", 1_000_000, 4_000)));
  }
}
