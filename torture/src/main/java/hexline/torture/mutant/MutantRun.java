package hexline.torture.mutant;

import hexline.conformance.Kit;
import hexline.conformance.Result;
import hexline.conformance.Settings;
import hexline.conformance.Verdict;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.torture.server.Subject;
import hexline.torture.server.Subjects;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Runs the cases of mutants, each against a process of the real server. A mutant whose cases are all
 * quick mostly waits, so three of them run at the same time.
 */
public final class MutantRun {

  private static final int AT_ONCE = 3;
  private static final int TRIES = 3; // of a case that finds the machine too busy
  private static final Duration QUICK = Duration.ofMillis(2500);
  private static final Duration HEAVY = Duration.ofSeconds(15);

  /** Passes whatever defence a server lacks: one client asks, and has nothing but good intentions. */
  private static final String CONTROL = "G01";

  /** A mutant on one server. */
  public record Trial(Mutant mutant, String server) {

    /** How long it takes, beside others. */
    public Duration expected() {
      return isQuick() ? QUICK : HEAVY;
    }

    private boolean isQuick() {
      return cases().allMatch(each -> each.tier() == Tier.QUICK);
    }

    private Stream<TestCase> cases() {
      return mutant.cases().stream().map(MutantRun::named);
    }

    @Override
    public String toString() {
      return mutant + " on " + server;
    }
  }

  private MutantRun() {}

  /**
   * Runs the cases of mutants.
   *
   * @param settings how strictly servers are judged
   * @param waitsFor receives each trial, with the time that it takes, before its end is waited for
   * @return a result for each trial, in their order
   */
  public static List<MutantResult> run(
      List<Trial> trials, Settings settings, BiConsumer<String, Duration> waitsFor)
      throws IOException, InterruptedException {
    var results = new HashMap<Trial, MutantResult>();
    try (var jar = new AgentJar()) {
      for (boolean isQuick : new boolean[] {true, false}) {
        var threads = Executors.newFixedThreadPool(isQuick ? AT_ONCE : 1);
        try {
          var running = new ArrayList<Map.Entry<Trial, Future<MutantResult>>>();
          for (Trial trial : trials) {
            if (trial.isQuick() == isQuick) {
              running.add(Map.entry(trial, threads.submit(() -> run(trial, settings, jar))));
            }
          }
          for (Map.Entry<Trial, Future<MutantResult>> each : running) {
            waitsFor.accept(each.getKey().toString(), each.getKey().expected());
            results.put(each.getKey(), each.getValue().get());
          }
        } catch (ExecutionException e) {
          throw new IllegalStateException("a mutant could not be tried", e.getCause());
        } finally {
          threads.shutdownNow();
        }
      }
    }
    return trials.stream().map(results::get).toList();
  }

  private static MutantResult run(Trial trial, Settings settings, AgentJar jar)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    Subject subject =
        Subjects.ofSuite(trial.server(), settings).withJvmFlag(jar.flag(trial.mutant()));
    List<TestCase> cases = Stream.concat(Stream.of(named(CONTROL)), trial.cases()).toList();
    var results = new ArrayList<Result>();
    try (var kit = new Kit(subject.target(), subject.settings())) {
      for (Future<Result> each : kit.submit(cases).values()) {
        Result result = each.get();
        for (int i = 1; i < TRIES && result.verdict() == Verdict.SKIP; i++) {
          result = kit.submit(result.testCase()).get();
        }
        results.add(result);
      }
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    List<Result> judged = results.subList(1, results.size());
    return MutantResult.of(trial.mutant(), subject.label(), results.getFirst(), judged, time);
  }

  private static TestCase named(String id) {
    return Cases.ALL.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }
}
