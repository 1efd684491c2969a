package hexline.bench;

import hexline.bench.experiment.Profile;
import hexline.bench.report.Environment;
import hexline.bench.report.Evidence;
import hexline.bench.run.Calibration;
import hexline.bench.server.ServerSpec;
import hexline.cli.Printable;
import hexline.cli.ResultsFile;
import hexline.cli.Version;
import hexline.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks of the bench itself: {@code ./run bench selftest}. */
@Command(
    name = "selftest",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Checks that the bench finds what is there, and only that.",
      "First it stops a server (SIGSTOP) for one second within an open loop. Latency from the "
          + "intended start must show the pause; latency from the send hides it (coordinated "
          + "omission).",
      "Then it compares a server with itself, in closed loops and in an open one, and with itself "
          + "with a handicap: every tenth answer is not counted. The other models are measured "
          + "beside it. One run takes about two minutes."
    },
    footer = {
      "",
      "Exit codes: 0 all checks passed, 1 a check failed or could not run, 2 wrong usage. One run "
          + "fails if it finds a false difference; many runs fail if more than 5 % of their "
          + "comparisons do, or if they miss the handicap in more than one of ten."
    })
final class Selftest implements Callable<Integer> {

  private static final double MOST_FALSE = 0.05;
  private static final double LEAST_FOUND = 0.9;

  @Option(
      names = "--server",
      paramLabel = "NAME",
      defaultValue = "nio",
      converter = Bench.ServerConverter.class,
      description = "The server to stop and to compare with itself (${DEFAULT-VALUE}).")
  ServerSpec server = ServerSpec.parse("nio");

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Runs of the comparison; 0 for the check of the pause alone (${DEFAULT-VALUE}).")
  int runs;

  @Option(
      names = "--busy",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Busy loops that run beside it, each in a process of its own (${DEFAULT-VALUE}).")
  int busy;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Writes all comparisons to a new JSON file, after each run.")
  @Nullable Path file;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the runs.")
  long seed;

  @Nullable Profile profile; // null: the quick one

  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireCount("--runs", runs);
    requireCount("--busy", busy);
    if (file == null) {
      return check(null);
    }
    ResultsFile reserved = ResultsFile.create(file);
    var onExit = new Thread(() -> release(reserved), "release-on-exit"); // after a signal
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      return check(reserved);
    } finally {
      release(reserved);
    }
  }

  private void requireCount(String option, int value) {
    if (value < 0) {
      throw new ParameterException(
          command.commandLine(), option + " " + value + ": it must be 0 or more");
    }
  }

  private int check(@Nullable ResultsFile results) throws IOException, InterruptedException {
    boolean pause = passesPause();
    boolean comparisons = runs == 0 || passesComparisons(results);
    return pause && comparisons ? 0 : 1;
  }

  /** Leaves no empty file if no run has ended. */
  private static void release(ResultsFile results) {
    try {
      results.release();
    } catch (IOException e) {
      // Then it stays, empty.
    }
  }

  private boolean passesPause() throws IOException, InterruptedException {
    CoordinatedOmissionCheck check = CoordinatedOmissionCheck.run(server);
    System.out.println(Printable.of(check.toString()));
    System.out.println(
        check.passed()
            ? "passed: latency from the intended start shows the pause; latency from the send does "
                + "not (coordinated omission)"
            : "FAILED: latency from the intended start must show the pause, latency from the send "
                + "must not");
    return check.passed();
  }

  private boolean passesComparisons(@Nullable ResultsFile results)
      throws IOException, InterruptedException {
    List<ServerSpec> others =
        Stream.of("threaded", "nio", "async", "virtual")
            .filter(name -> !name.equals(server.label()))
            .map(ServerSpec::parse)
            .toList();
    var calibration =
        new Calibration(profile != null ? profile : Profile.quick(), server, others, seed);
    var all = new ArrayList<Evidence.Compared>();
    var loops = new ArrayList<ChildProcess>();
    try {
      for (int i = 0; i < busy; i++) {
        loops.add(
            ChildProcess.start(
                new ProcessBuilder("sh", "-c", "while :; do :; done"), Duration.ofSeconds(1)));
      }
      for (int run = 1; run <= runs; run++) {
        List<Evidence.Compared> found =
            calibration.run(run).stream().map(Selftest::compared).toList();
        all.addAll(found);
        found.stream()
            .filter(each -> !each.truth().equals("models"))
            .forEach(each -> System.out.println(line(each)));
        if (results != null) { // now, so that an interrupted selftest leaves what it has found
          results.write(json(all));
        }
      }
    } finally {
      ChildProcess.close(loops);
    }
    System.out.println();
    Evidence.summary(all).forEach((name, value) -> System.out.println(name + ": " + value));
    boolean honest = isSound(all, "same", MOST_FALSE);
    boolean sharp = isSound(all, "handicap", LEAST_FOUND);
    return honest && sharp;
  }

  /** Whether few enough of the same, or enough of those with the handicap, were told apart. */
  private static boolean isSound(List<Evidence.Compared> all, String truth, double limit) {
    List<Evidence.Compared> some = all.stream().filter(each -> each.truth().equals(truth)).toList();
    double share =
        some.stream().filter(Evidence.Compared::toldApart).count() / (double) some.size();
    boolean sound = truth.equals("same") ? share <= limit : share >= limit;
    System.out.println(
        (sound ? "passed: " : "FAILED: ")
            + (truth.equals("same")
                    ? "a server differs from itself in %.0f %% of the comparisons"
                    : "the handicap is found in %.0f %% of the comparisons")
                .formatted(100 * share));
    return sound;
  }

  private static Evidence.Compared compared(Calibration.Verdict verdict) {
    return new Evidence.Compared(
        verdict.run(),
        verdict.truth().name().toLowerCase(Locale.ROOT),
        verdict.load(),
        verdict.figure().name().toLowerCase(Locale.ROOT),
        verdict.server(),
        verdict.reference(),
        verdict.ratio().value(),
        verdict.ratio().low(),
        verdict.ratio().high(),
        verdict.ratio().isDifference());
  }

  private static String line(Evidence.Compared each) {
    return String.format(
        Locale.ROOT,
        "run %2d  %-8s %-6s %-11s is %.3f (%.3f to %.3f) of %s%s",
        each.run(),
        each.load(),
        each.figure(),
        each.server(),
        each.ratio(),
        each.low95(),
        each.high95(),
        each.reference(),
        each.toldApart() ? ": told apart" : "");
  }

  private String json(List<Evidence.Compared> all) {
    var repeat =
        "./run bench selftest --server %s --runs %d --busy %d --seed %d"
            .formatted(server.label(), runs, busy, seed);
    return new Evidence(
            Evidence.FORMAT, Environment.look(), repeat, busy, Calibration.HANDICAP, all)
        .json();
  }
}
