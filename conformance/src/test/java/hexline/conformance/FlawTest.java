package hexline.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kit is tested by servers that are wrong: each fails the cases meant for it, and no other. A
 * flaw is declared as a trait, so a case meant for it that passes is a failure, and one that fails
 * as it should need not wait long.
 *
 * <p>What has nothing to do with a flaw is left out, as it takes most of the time: a flaw is tried on
 * the groups of cases that have one meant for it; cases that are heavy, or start a server of their
 * own, are for the flaws that they find. {@code -Dflaw=REGEX} tries all cases on the flaws that match.
 */
class FlawTest {

  private static final @Nullable String CHOSEN = System.getProperty("flaw");
  private static final int AT_ONCE = CHOSEN == null ? 6 : 2; // the heavy cases wait less
  private static final Set<String> HEAVY =
      Set.of("F04", "F08", "F10", "C01", "C03", "S04", "S07", "D03", "D04");
  private static final Duration PATIENCE = Duration.ofSeconds(20); // a machine may be busy

  @TestFactory
  Stream<DynamicTest> eachFlawIsFoundByTheCasesMeantForIt() {
    var threads = Executors.newFixedThreadPool(AT_ONCE);
    List<DynamicTest> tests =
        Arrays.stream(Flaw.values())
            .filter(f -> CHOSEN == null || f.name().matches(CHOSEN))
            .sorted(Comparator.comparingLong(FlawTest::servers).reversed()) // the longest first
            .map(flaw -> test(flaw, threads.submit(() -> surprises(flaw))))
            .toList();
    return tests.stream().onClose(threads::shutdownNow);
  }

  private static long servers(Flaw flaw) {
    return Cases.ALL.stream().filter(each -> each.launch().own() && concerns(each, flaw)).count();
  }

  private static DynamicTest test(Flaw flaw, Future<List<String>> surprises) {
    return DynamicTest.dynamicTest(
        flaw.name(), () -> assertEquals(List.of(), surprises.get(), flaw::name));
  }

  /** Runs the kit; what failed and should not have, or passed and should not have. */
  private static List<String> surprises(Flaw flaw) throws Exception {
    var trait = new Trait(flaw.name(), "broken on purpose", flaw.foundBy());
    var settings = Settings.standard().withTimeout(PATIENCE).withTraits(Set.of(trait));
    var surprises = new ArrayList<String>();
    try (var kit = new Kit(new Target.Command(BrokenServer.command(flaw)), settings)) {
      List<Future<Result>> running =
          Cases.ALL.stream().filter(each -> concerns(each, flaw)).map(kit::submit).toList();
      for (Future<Result> each : running) {
        Result result = each.get();
        Verdict expected = trait.excuses(result.conformanceCase()) ? Verdict.TRAIT : Verdict.PASS;
        if (result.verdict() != expected) {
          surprises.add(result.conformanceCase().id() + " " + result.reason());
        }
      }
    }
    return surprises;
  }

  private static boolean concerns(Case each, Flaw flaw) {
    boolean light = !each.launch().own() && !HEAVY.contains(each.id());
    return !flaw.isPerhapsFoundBy(each.id())
        && (CHOSEN != null
            || flaw == Flaw.NONE
            || flaw.foundBy().contains(each.id())
            || (light && isAkin(each, flaw)));
  }

  private static boolean isAkin(Case each, Flaw flaw) {
    return flaw.foundBy().stream().anyMatch(meant -> meant.charAt(0) == each.id().charAt(0));
  }
}
