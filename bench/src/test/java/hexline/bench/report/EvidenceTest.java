package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The summary of the selftest. */
class EvidenceTest {

  private static final String TAILS = "of these, by the p99 of an open loop";
  private static final String FALSE = "the same server twice: false differences";

  private static Evidence.Compared same(int run, String load, String figure, boolean toldApart) {
    return new Evidence.Compared(
        run, "same", load, figure, "nio again", "nio", 1.1, 1.0, 1.21, toldApart);
  }

  private static final List<Evidence.Compared> CLOSED =
      List.of(same(1, "256 x 1", "rate", false), same(2, "256 x 1", "cpu", true));

  @Test
  @DisplayName("a difference in the p99 of an open loop is a false one, and counted by itself, too")
  void tails() {
    Map<String, String> summary =
        Evidence.summary(
            Stream.concat(
                    CLOSED.stream(),
                    Stream.of(
                        same(1, "OpenLoop", "tail", true), same(2, "OpenLoop", "tail", false)))
                .toList());
    assertEquals("2", summary.get("runs"));
    assertEquals("2 of 4", summary.get(FALSE));
    assertEquals("1 of 2", summary.get(TAILS));
    assertEquals(
        List.of("half-width of the 95 % interval of the rate's ratio, 256 x 1"),
        summary.keySet().stream().filter(name -> name.startsWith("half-width")).toList(),
        "an open loop has no rate to compare");
  }

  @Test
  @DisplayName("runs without an open loop have no line about one")
  void withoutOpenLoop() {
    Map<String, String> summary = Evidence.summary(CLOSED);
    assertEquals("1 of 2", summary.get(FALSE));
    assertFalse(summary.containsKey(TAILS));
  }

  @Test
  @DisplayName("of the intervals of the rates, those that are as narrow as a quick run should have")
  void target() {
    List<Evidence.Compared> rates =
        Stream.of(0.05, 0.07, 0.08)
            .map(width ->
                new Evidence.Compared(
                    1,
                    "models",
                    "256 x 1",
                    "rate",
                    "nio",
                    "sync",
                    1,
                    Math.exp(-width + 1e-9),
                    Math.exp(width - 1e-9),
                    false))
            .toList();
    assertEquals(
        "2 of 3",
        Evidence.summary(rates)
            .get("intervals of a half-width of at most 0.07, the target, 256 x 1"));
  }
}
