package hexline.torture.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hexline.conformance.Settings;
import hexline.conformance.client.Violation;
import hexline.torture.server.Percentiles;
import hexline.torture.server.Subject;
import hexline.torture.server.Subjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuringTest {

  private static final Effort LITTLE = new Effort(30, 10, 5, 100, 1, Duration.ofMillis(200));

  /** With {@code -Dtorture.figures} all trials; else those that are quick. */
  private static final List<Trial> TRIALS =
      System.getProperty("torture.figures") == null
          ? List.of(
              new LostLines(),
              new PendingOutput(),
              new PoliteClients(),
              new NetworkFaults(),
              new FuzzInputs())
          : Measuring.TRIALS;

  private static Map<Figure, Measured> measure(String server) throws InterruptedException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "figures are read from /proc");
    Subject subject = Subjects.ofSuite(server, Settings.standard());
    return Measuring.run(TRIALS, subject, LITTLE, 1, (what, expected) -> {}).stream()
        .collect(Collectors.toMap(Measured::figure, Function.identity()));
  }

  private static double value(Map<Figure, Measured> figures, Figure figure) {
    Measured measured = figures.get(figure);
    return measured == null ? Double.NaN : measured.value().orElse(Double.NaN);
  }

  @Test
  @Tag("thorough")
  @Timeout(300)
  @DisplayName("figures of a server are measured, and no line is lost")
  void nio() throws Exception {
    Map<Figure, Measured> figures = measure("nio");
    for (Figure figure : TRIALS.stream().flatMap(trial -> trial.figures().stream()).toList()) {
      assertTrue(!Double.isNaN(value(figures, figure)), () -> figure + ": " + figures.get(figure));
    }
    assertEquals(0, value(figures, Figure.LINES_LOST), figures::toString);
    assertTrue(value(figures, Figure.PENDING) > 0, figures::toString);
    assertTrue(value(figures, Figure.PENDING) < 4e6, figures::toString);
    assertTrue(value(figures, Figure.FAULTS) > 0, figures::toString);
    assertEquals(0, value(figures, Figure.FAULTS_WRONG), figures::toString);
    assertTrue(value(figures, Figure.FUZZ) > 0, figures::toString);
    assertEquals(0, value(figures, Figure.FUZZ_WRONG), figures::toString);
  }

  @Test
  @DisplayName("rounds have a seed each, and end when too many of them were wrong")
  void rounds() throws Exception {
    Subject subject = Subjects.ofSuite("nio", Settings.standard());
    var endless = new Effort(1, 1, 1, 1, 1, Duration.ofHours(1));
    var lab = new Lab(subject, (Subject.Command) subject.start(), endless, 7);
    Set<Long> seeds = ConcurrentHashMap.newKeySet();
    Rounds rounds =
        Rounds.play(
            lab,
            seed -> {
              seeds.add(seed);
              throw new Violation("moon");
            });
    assertTrue(rounds.wrong() >= 20, rounds::note);
    assertEquals(seeds.size(), rounds.wrong(), rounds::note);
    assertEquals(seeds.size(), rounds.count(), rounds::note);
    assertTrue(
        rounds.note().matches("\\d+ sessions, seeds 7 to \\d+; seed \\d+: moon"), rounds::note);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "COUNT | 10000 | 10,000",
        "BYTES | 12 | 12 B",
        "BYTES | 1628 | 1.59 kB",
        "BYTES | -61440 | -60.0 kB",
        "BYTES | 157286400 | 150 MB",
        "MILLIS | 0.1234 | 0.12 ms",
        "MILLIS | 12.34 | 12.3 ms",
        "MILLIS | 2034 | 2.03 s",
        "PERCENT | 0 | 0 %",
        "PERCENT | 0.34 | 0.34 %",
        "PER_SECOND | 2 | 2.00/s",
      })
  @DisplayName("a value has its unit")
  void units(Unit unit, double value, String text) {
    assertEquals(text, unit.format(value));
  }

  @Test
  @DisplayName("a percentile is one of the values")
  void percentiles() {
    var values = new ArrayList<Double>();
    Stream.iterate(100.0, n -> n - 1).limit(100).forEach(values::add);
    assertEquals(50, Percentiles.of(values, 0.5));
    assertEquals(99, Percentiles.of(values, 0.99));
    assertEquals(100, Percentiles.of(values, 1));
    assertEquals(7, Percentiles.of(List.of(7.0), 0.99));
    assertThrows(IllegalArgumentException.class, () -> Percentiles.of(List.of(), 0.5));
  }
}
