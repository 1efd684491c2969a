package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R1;
import static hexline.conformance.cases.Rule.R2;
import static hexline.conformance.cases.Rule.R3;
import static hexline.conformance.cases.Rule.R4;
import static hexline.conformance.cases.Rule.R5;
import static hexline.conformance.cases.Rule.R6;
import static hexline.conformance.cases.Rule.R7;

import hexline.conformance.client.Violation;
import hexline.conformance.fuzz.Fuzzer;
import java.util.List;

/** Z: sessions drawn at random, against the oracle (R1 to R7). */
final class FuzzCases {

  private static final int LEAST = 40; // sessions, however short the time is

  private FuzzCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "Z01 wire-fuzz",
        List.of(R1, R2, R3, R4, R5, R6, R7),
        "Clients that send, pause, half-close, reset, read and stop reading at random: the oracle's"
            + " answers.",
        FuzzCases::wireFuzz);

    return cases.toList();
  }

  private static void wireFuzz(CaseRun run) {
    long first = run.draws().seed();
    long end = System.nanoTime() + run.draws().time().toNanos();
    var fuzzer =
        new Fuzzer(
            (timeout, buffers) -> run.exchange(run.address(), timeout, buffers),
            run.timeout(),
            first);
    for (long seed = first; seed - first < LEAST || System.nanoTime() - end < 0; seed++) {
      try {
        fuzzer.play(seed);
      } catch (Violation e) {
        throw new Violation(String.valueOf(e.getMessage()), run.needsFraming());
      }
    }
  }
}
