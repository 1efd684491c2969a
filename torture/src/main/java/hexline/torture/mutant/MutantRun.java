package hexline.torture.mutant;

import hexline.conformance.Kit;
import hexline.conformance.Result;
import hexline.conformance.Settings;
import hexline.conformance.Verdict;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.torture.mutant.MutantResult.Outcome;
import hexline.torture.server.Subject;
import hexline.torture.server.Subjects;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Runs the cases of mutants, each against a process of the real server. A case that does not pass
 * without the mutant proves nothing, so that is tried first. A mutant whose cases are all quick
 * mostly waits, so three of them run at the same time.
 */
public final class MutantRun {

  private static final int AT_ONCE = 3;
  private static final int TRIES = 3; // on a busy machine a case may be skipped, or see nothing
  private static final Duration QUICK = Duration.ofMillis(2500);
  private static final Duration HEAVY = Duration.ofSeconds(15);

  /** Passes whatever defence a server lacks: one client, which does nothing wrong. */
  private static final String CONTROL = "G01";

  /** A mutant on one server. */
  public record Trial(Mutant mutant, String server) {

    /** How long it takes, beside others. */
    public Duration expected() {
      return isQuick() ? QUICK : HEAVY;
    }

    private boolean isQuick() {
      return cases().stream().allMatch(each -> each.tier() == Tier.QUICK);
    }

    private List<TestCase> cases() {
      return mutant.cases().stream().map(MutantRun::named).toList();
    }

    @Override
    public String toString() {
      return mutant + " on " + server;
    }
  }

  private final Settings settings;
  private final BiConsumer<String, Duration> waitsFor;
  private final Map<String, Map<TestCase, Result>> sound = new HashMap<>(); // by server, no mutant

  private MutantRun(Settings settings, BiConsumer<String, Duration> waitsFor) {
    this.settings = settings;
    this.waitsFor = waitsFor;
  }

  /**
   * Runs the cases of mutants.
   *
   * @param settings how strictly servers are judged
   * @param known results of cases without mutants, by the labels of servers; others are found out
   * @param waitsFor receives what is waited for, and how long that takes
   * @return a result for each trial, in their order
   */
  public static List<MutantResult> run(
      List<Trial> trials,
      Settings settings,
      Map<String, List<Result>> known,
      BiConsumer<String, Duration> waitsFor)
      throws IOException, InterruptedException {
    var run = new MutantRun(settings, waitsFor);
    try (var jar = new AgentJar()) {
      run.trySoundServers(trials, known);
      return run.tryMutants(trials, jar);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case of the kit failed by itself", e.getCause());
    }
  }

  private void trySoundServers(List<Trial> trials, Map<String, List<Result>> known)
      throws InterruptedException, ExecutionException {
    var cases = new LinkedHashMap<String, List<TestCase>>();
    for (Trial trial : trials) {
      cases.computeIfAbsent(trial.server(), server -> new ArrayList<>()).addAll(trial.cases());
    }
    for (Map.Entry<String, List<TestCase>> each : cases.entrySet()) {
      Subject subject = Subjects.ofSuite(each.getKey(), settings);
      var results = new HashMap<TestCase, Result>();
      known
          .getOrDefault(subject.label(), List.of())
          .forEach(result -> results.put(result.testCase(), result));
      List<TestCase> missing =
          each.getValue().stream().distinct().filter(one -> !results.containsKey(one)).toList();
      if (!missing.isEmpty()) {
        waitsFor.accept(each.getKey() + " without a mutant", QUICK.multipliedBy(missing.size()));
        results(subject, missing).forEach(result -> results.put(result.testCase(), result));
      }
      sound.put(each.getKey(), results);
    }
  }

  private List<MutantResult> tryMutants(List<Trial> trials, AgentJar jar)
      throws InterruptedException, ExecutionException {
    var results = new HashMap<Trial, MutantResult>();
    for (boolean isQuick : new boolean[] {true, false}) {
      var threads = Executors.newFixedThreadPool(isQuick ? AT_ONCE : 1);
      try {
        var running = new LinkedHashMap<Trial, Future<MutantResult>>();
        trials.stream()
            .filter(each -> each.isQuick() == isQuick)
            .forEach(each -> running.put(each, threads.submit(() -> tryMutant(each, jar))));
        for (Map.Entry<Trial, Future<MutantResult>> each : running.entrySet()) {
          waitsFor.accept(each.getKey().toString(), each.getKey().expected());
          results.put(each.getKey(), each.getValue().get());
        }
      } finally {
        threads.shutdownNow();
        threads.close(); // servers that still start need the agent's jar
      }
    }
    return trials.stream().map(results::get).toList();
  }

  private MutantResult tryMutant(Trial trial, AgentJar jar)
      throws InterruptedException, ExecutionException {
    Subject subject = Subjects.ofSuite(trial.server(), settings);
    Map<TestCase, Result> without = Objects.requireNonNull(sound.get(trial.server()));
    for (TestCase each : trial.cases()) {
      Result result = Objects.requireNonNull(without.get(each));
      if (result.verdict() != Verdict.PASS) {
        boolean isSkipped = result.verdict() == Verdict.SKIP;
        return new MutantResult(
            trial.mutant(),
            subject.label(),
            isSkipped ? Outcome.SKIPPED : Outcome.BROKEN,
            each.id() + " does not pass without the mutant: " + result.reason(),
            Duration.ZERO);
      }
    }
    MutantResult result = attempt(trial, subject, jar);
    for (int i = 1; i < TRIES && result.isFailure(); i++) {
      result = attempt(trial, subject, jar);
    }
    return result;
  }

  private static MutantResult attempt(Trial trial, Subject subject, AgentJar jar)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    List<TestCase> cases =
        Stream.concat(Stream.of(named(CONTROL)), trial.cases().stream()).toList();
    List<Result> results = results(subject.withJvmFlag(jar.flag(trial.mutant())), cases);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    List<Result> judged = results.subList(1, results.size());
    return MutantResult.of(trial.mutant(), subject.label(), results.getFirst(), judged, time);
  }

  /** A result for each case; one that found the machine too busy is run again. */
  private static List<Result> results(Subject subject, List<TestCase> cases)
      throws InterruptedException, ExecutionException {
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
    return results;
  }

  private static TestCase named(String id) {
    return Cases.ALL.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }
}
