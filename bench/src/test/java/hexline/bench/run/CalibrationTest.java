package hexline.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.experiment.Figure;
import hexline.bench.experiment.Profile;
import hexline.bench.load.Load;
import hexline.bench.run.Calibration.Truth;
import hexline.bench.run.Calibration.Verdict;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class CalibrationTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final int MOST_RUNS = 10; // on a busy machine a short one may fail its audits
  private static final Set<String> LOADS = Set.of("256 x 1", "256 x 16", "OpenLoop");

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

  private static Set<String> loads(List<Verdict> verdicts) {
    return verdicts.stream().map(Verdict::load).collect(Collectors.toSet());
  }

  private static Set<Figure> figures(List<Verdict> verdicts, Truth truth, String load) {
    return verdicts.stream()
        .filter(verdict -> verdict.truth() == truth && verdict.load().equals(load))
        .map(Verdict::figure)
        .collect(Collectors.toSet());
  }

  @Test
  @DisplayName(
      "a server is compared with itself in closed loops, and in an open one as OpenLoop is")
  void loads() throws IOException, InterruptedException {
    var calibration = new Calibration(PROFILE, ServerSpec.parse("nio"), List.of(), 1);
    List<Verdict> verdicts = List.of();
    for (int run = 1; run <= MOST_RUNS && !LOADS.equals(loads(verdicts)); run++) {
      verdicts = calibration.run(run);
    }
    assertEquals(LOADS, loads(verdicts));
    for (String load : List.of("256 x 1", "256 x 16")) {
      assertEquals(
          Set.of(Figure.RATE, Figure.MEDIAN, Figure.CPU), figures(verdicts, Truth.SAME, load));
      assertEquals(Set.of(Figure.RATE), figures(verdicts, Truth.HANDICAP, load));
    }
    Set<Figure> open = figures(verdicts, Truth.SAME, "OpenLoop");
    assertTrue(
        open.equals(Set.of(Figure.TAIL)) || open.equals(Set.of(Figure.MEDIAN)), open::toString);
    assertEquals(Set.of(), figures(verdicts, Truth.HANDICAP, "OpenLoop"), "rates are the schedule");
    assertTrue(verdicts.stream().noneMatch(verdict -> verdict.ratio().isDifference()), "one start");
  }
}
