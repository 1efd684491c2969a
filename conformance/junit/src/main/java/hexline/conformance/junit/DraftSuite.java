package hexline.conformance.junit;

import hexline.conformance.Kit;
import hexline.conformance.Result;
import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.Verdict;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.conformance.junit.DraftList.Outcome;
import hexline.conformance.process.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kit on a first draft: it must fail exactly the cases that its list names, {@code
 * docs/drafts/NAME.txt}. To be extended by the draft's own test class. All but one have the tag
 * {@code thorough}, so that only {@code -Dthorough} runs them.
 *
 * <p>With {@code -Ddocs.write} the list is written instead, from three runs of every case and ten
 * of those about SIGTERM, which ends a draft at once, and it depends on luck whether its threads
 * were done. A case whose verdict changes from run to run, or that the list already calls
 * uncertain, is listed as <i>perhaps</i>. Such a case is not run otherwise. To begin anew, delete
 * the list.
 *
 * <p>A draft has no options. It ignores those that a case wants, so that the case can show what the
 * option is for.
 */
public abstract class DraftSuite {

  private static final Duration PATIENCE = Duration.ofSeconds(20); // for cases to be passed
  private static final Duration WRITING_PATIENCE = Duration.ofSeconds(10);
  private static final int WRITING_RUNS = 3;
  private static final int DRAIN_RUNS = 10; // a draft that SIGTERM ends may have been done in time
  private static final int ATTEMPTS = 3; // for the same reason

  private final Path file;
  private final Target.Command command;

  /**
   * @param name the list's name
   * @param module the server's module, which is packed as {@code target/MODULE.jar}
   * @param mainClass the draft
   */
  protected DraftSuite(String name, String module, Class<?> mainClass) {
    file = Path.of("..", "docs", "drafts", name + ".txt");
    command =
        new Target.Command(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                Path.of("target", module + ".jar").toString(),
                mainClass.getName(),
                "--port",
                "{port}",
                "{options}"));
  }

  /** What the model is by nature. */
  protected Set<Trait> traits() {
    return Set.of();
  }

  @TestFactory
  Stream<DynamicTest> failsWhatItsListSays() throws Exception {
    DraftList list = DraftList.read(file);
    if (System.getProperty("docs.write") != null) {
      return Stream.of(DynamicTest.dynamicTest("write " + file, () -> write(list)));
    }
    Set<String> failing =
        Cases.upTo(Tier.QUICK).stream()
            .filter(each -> list.of(each) == Outcome.FAILS)
            .map(TestCase::id)
            .collect(Collectors.toSet());
    var draft =
        new Trait("first-draft", "draft", file + " lists it", failing); // so it need not take long
    Set<Trait> traits =
        Stream.concat(traits().stream(), Stream.of(draft)).collect(Collectors.toSet());
    var kit = new Kit(command, settings(PATIENCE, traits));
    List<TestCase> certain =
        Cases.upTo(Tier.QUICK).stream().filter(each -> list.of(each) != Outcome.PERHAPS).toList();
    return kit.submit(certain).entrySet().stream()
        .map(each -> test(kit, each.getKey(), each.getValue(), expected(list.of(each.getKey()))))
        .onClose(kit::close);
  }

  /** A draft is judged by its answers; what it leaves behind is a matter of the chapters. */
  private static Settings settings(Duration timeout, Set<Trait> traits) {
    return Settings.standard().withTimeout(timeout).withTraits(traits).withoutInvariants();
  }

  private static Verdict expected(@Nullable Outcome outcome) {
    return switch (outcome) {
      case null -> Verdict.PASS;
      case FAILS, TRAIT -> Verdict.TRAIT;
      case SKIPPED -> Verdict.SKIP;
      case PERHAPS -> throw new IllegalArgumentException("no verdict is certain");
    };
  }

  private DynamicTest test(Kit kit, TestCase testCase, Future<Result> running, Verdict expected) {
    return DynamicTest.dynamicTest(
        testCase.toString(),
        () -> {
          Result result = running.get();
          for (int i = 1; i < ATTEMPTS && result.verdict() != expected; i++) {
            result = kit.submit(testCase).get();
          }
          Result last = result;
          Assumptions.assumeFalse(
              last.verdict() == Verdict.SKIP && expected != Verdict.SKIP, last.reason());
          Assertions.assertEquals(
              expected,
              last.verdict(),
              () -> "%s is out of date: %s".formatted(file, last.reason()));
        });
  }

  private void write(DraftList list) throws Exception {
    Map<TestCase, Set<Verdict>> verdicts = new HashMap<>();
    for (int run = 0; run < DRAIN_RUNS; run++) {
      boolean all = run < WRITING_RUNS;
      List<TestCase> cases =
          Cases.upTo(Tier.QUICK).stream()
              .filter(each -> all || each.rules().contains(Rule.R14))
              .toList();
      run(
          cases,
          result ->
              verdicts
                  .computeIfAbsent(result.testCase(), each -> EnumSet.noneOf(Verdict.class))
                  .add(result.verdict()));
    }
    verdicts.forEach((each, some) -> {
      boolean certain = some.size() == 1 && list.of(each) != Outcome.PERHAPS;
      list.set(each, certain ? outcome(some.iterator().next()) : Outcome.PERHAPS);
    });
    list.write(file);
  }

  private static @Nullable Outcome outcome(Verdict verdict) {
    return switch (verdict) {
      case PASS -> null;
      case FAIL -> Outcome.FAILS;
      case TRAIT -> Outcome.TRAIT;
      case SKIP -> Outcome.SKIPPED;
      case ERROR -> throw new IllegalArgumentException("the kit could not run the case");
    };
  }

  private void run(List<TestCase> cases, Consumer<Result> results) throws Exception {
    try (var kit = new Kit(command, settings(WRITING_PATIENCE, traits()))) {
      List<Future<Result>> running = cases.stream().map(kit::submit).toList();
      for (Future<Result> each : running) {
        results.accept(each.get());
      }
    }
  }
}
