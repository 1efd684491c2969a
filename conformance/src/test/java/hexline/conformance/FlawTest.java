package hexline.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.conformance.cases.Cases;
import hexline.conformance.cases.Draws;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.conformance.process.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kit against servers that are wrong: each flaw must fail the cases of its line in {@code
 * flaws.txt}, and no other. A flaw is declared as a trait, so a listed case that passes is a
 * failure, and one that fails as listed does not wait for the whole timeout.
 *
 * <p>Every build tries the light cases only, and the flaws that one of them finds. {@code
 * -Dthorough} tries all.
 *
 * <p>To save time a flaw is tried on the groups of its listed cases only, and a case that is heavy
 * or starts a server of its own only if it is listed. {@code -Dflaw=REGEX} tries all cases on the
 * flaws that match; {@code -Dflaw=REGEX -Dflaw.write} writes their lines anew. Cases of the higher
 * tiers, and the flaws that only they find, are tried with {@code -Dflaw.tier=2} or {@code 3}, but for
 * those that draw at random, which are tried if they are listed.
 */
class FlawTest {

  private static final @Nullable String CHOSEN = System.getProperty("flaw");
  private static final boolean WRITE = System.getProperty("flaw.write") != null;
  private static final Tier TIER = Tier.of(Integer.getInteger("flaw.tier", 1));
  private static final boolean THOROUGH =
      System.getProperty("thorough") != null || CHOSEN != null || TIER != Tier.QUICK;
  private static final int AT_ONCE = CHOSEN == null ? 4 : 2; // the heavy cases wait less
  private static final Set<String> HEAVY =
      Set.of("F05", "F09", "F14", "C01", "C03", "L04", "L06", "D03", "D04");
  private static final List<TestCase> CASES =
      Cases.ALL.stream()
          .filter(each -> each.tier().compareTo(TIER) <= 0 || Cases.RANDOM.contains(each))
          .filter(each -> THOROUGH || isLight(each))
          .toList();

  /**
   * The drain of the broken server is a simple one: with both cores busy its threads may come too
   * late. A flaw that is or is not found four times in a row is no matter of time.
   */
  private static final int TRIES = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(20); // a machine may be busy

  @TestFactory
  Stream<DynamicTest> eachFlawIsFoundByItsCases() {
    var threads = Executors.newFixedThreadPool(AT_ONCE);
    List<DynamicTest> tests =
        Arrays.stream(Flaw.values())
            .filter(f -> CHOSEN == null ? canBeFound(f) : f.name().matches(CHOSEN))
            .sorted(Comparator.comparingLong(FlawTest::servers).reversed()) // the longest first
            .map(flaw -> test(flaw, threads.submit(() -> surprises(flaw))))
            .toList();
    return tests.stream().onClose(threads::shutdownNow);
  }

  private static boolean canBeFound(Flaw flaw) {
    return flaw == Flaw.NONE || CASES.stream().anyMatch(each -> flaw.foundBy().contains(each.id()));
  }

  private static long servers(Flaw flaw) {
    return CASES.stream().filter(each -> each.launch().own() && concerns(each, flaw)).count();
  }

  private static DynamicTest test(Flaw flaw, Future<List<String>> surprises) {
    return DynamicTest.dynamicTest(
        flaw.name(), () -> assertEquals(List.of(), surprises.get(), flaw::name));
  }

  /** Runs the kit; the cases that failed and are not listed, and that are listed and passed. */
  private static List<String> surprises(Flaw flaw) throws Exception {
    var trait = new Trait(flaw.name(), "broken", "broken on purpose", flaw.foundBy());
    var settings =
        Settings.standard().withTimeout(PATIENCE).withTraits(Set.of(trait)).withDraws(Draws.FEW);
    var surprises = new ArrayList<String>();
    var tried = new HashSet<String>();
    var failed = new HashSet<String>();
    try (var kit = new Kit(new Target.Command(BrokenServer.command(flaw)), settings)) {
      List<TestCase> concerned = CASES.stream().filter(each -> concerns(each, flaw)).toList();
      for (Future<Result> each : kit.submit(concerned).values()) {
        Result result = each.get();
        tried.add(result.testCase().id());
        Verdict expected = trait.excuses(result.testCase()) ? Verdict.TRAIT : Verdict.PASS;
        for (int i = 1; i < TRIES && result.verdict() != expected; i++) {
          result = kit.submit(result.testCase()).get();
        }
        if (result.verdict() == Verdict.SKIP) { // a busy machine blames nobody
          System.out.println(result.testCase().id() + " was skipped: " + result.reason());
          continue;
        }
        if (result.verdict() != expected) {
          surprises.add(result.testCase().id() + " " + result.reason());
        }
        if (result.violation() != null) {
          failed.add(result.testCase().id());
        }
      }
    }
    if (CHOSEN != null && WRITE) {
      FlawTable.write(flaw, tried, failed);
    }
    return surprises;
  }

  private static boolean concerns(TestCase each, Flaw flaw) {
    boolean quick = each.tier() == Tier.QUICK;
    return !flaw.isPerhapsFoundBy(each.id())
        && (flaw == Flaw.NONE
            || flaw.foundBy().contains(each.id())
            || (CHOSEN != null && (quick || WRITE))
            || (isLight(each) && isInAListedGroup(each, flaw)));
  }

  private static boolean isLight(TestCase each) {
    return each.tier() == Tier.QUICK && !each.launch().own() && !HEAVY.contains(each.id());
  }

  private static boolean isInAListedGroup(TestCase each, Flaw flaw) {
    return flaw.foundBy().stream().anyMatch(listed -> listed.charAt(0) == each.id().charAt(0));
  }
}
