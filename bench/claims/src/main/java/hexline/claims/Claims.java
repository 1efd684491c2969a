package hexline.claims;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.bench.report.Environment;
import hexline.cli.Failures;
import hexline.cli.Printable;
import hexline.cli.Progress;
import hexline.cli.Terminal;
import hexline.cli.Version;
import hexline.cli.WholeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the claims: {@code ./run claims}. */
@Command(
    name = "claims",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Runs an experiment for each claim about waiting, threads and event loops, and prints the "
            + "claim, what was predicted, the evidence, and the verdict on this machine.",
    footer = {
      "",
      "All claims together take less than ten minutes, one of them a minute at most. Nothing else "
          + "should run meanwhile. See bench/claims/README.md.",
      "Exit codes: 1 an experiment failed or the results cannot be written, 2 wrong usage, 130 "
          + "after SIGINT."
    })
public final class Claims implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "Only this claim, with its rule and an explanation. Repeatable.")
  List<String> ids = List.of();

  @Option(names = "--list", description = "Prints the claims and runs nothing.")
  boolean list;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Writes the results to this JSON file; its folder is created if need be.")
  @Nullable Path output;

  @Spec CommandSpec command = CommandSpec.create();

  private final Court court = new Court(Claim.LIMIT);
  private final List<Finding> findings = new ArrayList<>(); // guarded by this
  private boolean reported; // guarded by this

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // no number that a program reads has the user's digits
    System.exit(commandLine(new Claims()).execute(args));
  }

  static CommandLine commandLine(Claims claims) {
    return Failures.reportedBy(new CommandLine(claims));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Claim> claims = claims();
    if (list) {
      claims.forEach(claim -> report().of(claim).forEach(System.out::println));
      System.out.flush();
      return ExitCode.OK;
    }
    if (output != null) {
      requireWritable(output);
    }
    Environment environment = Environment.look();
    Duration expected = claims.stream().map(Claim::expected).reduce(Duration.ZERO, Duration::plus);
    var progress = new Progress(System.out, Terminal.find(), expected);
    long began = System.nanoTime();
    var hook =
        new Thread(
            () -> {
              progress.end();
              report(environment, true, Duration.ofNanos(System.nanoTime() - began));
            },
            "report-on-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    boolean interrupted = false;
    try {
      for (Claim claim : claims) {
        progress.step(claim.id(), claim.expected());
        Finding finding = court.hear(claim);
        synchronized (this) {
          findings.add(finding);
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    progress.end();
    boolean isWritten =
        report(environment, interrupted, Duration.ofNanos(System.nanoTime() - began));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return isWritten && !interrupted && isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private synchronized boolean isSound() {
    return findings.stream().noneMatch(Finding::failed);
  }

  /** Creates the folder of a file, before anything is measured for nothing. */
  private static void requireWritable(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    try (WholeFile _ = WholeFile.open(file)) {
      if (Files.isDirectory(file)) {
        throw new IOException(file + ": it is a folder");
      }
    }
  }

  private static Report report() {
    return new Report(Terminal.find().map(Terminal::columns).orElse(100));
  }

  /**
   * Prints and writes the findings, once: at the end of the run or, if that is earlier, of the JVM.
   * Returns false if the file cannot be written.
   */
  private synchronized boolean report(Environment environment, boolean interrupted, Duration took) {
    if (reported) {
      return true;
    }
    reported = true;
    Report report = report();
    for (Finding finding : findings) {
      System.out.println();
      List<String> lines = ids.isEmpty() ? report.of(finding) : report.whole(finding);
      lines.forEach(line -> System.out.println(Printable.of(line)));
    }
    System.out.println();
    environment.lines().forEach(line -> System.out.println(Printable.of(line)));
    Report.summary(findings).forEach(System.out::println);
    if (interrupted) {
      System.out.println("Interrupted.");
    }
    System.out.flush();
    return output == null || write(output, environment, interrupted, took);
  }

  private synchronized boolean write(
      Path file, Environment environment, boolean interrupted, Duration took) {
    var typed = new StringBuilder("./run claims");
    ids.stream().distinct().forEach(id -> typed.append(' ').append(id));
    var results = Results.of(findings, environment, typed.toString(), interrupted, took);
    try (WholeFile whole = WholeFile.open(file)) {
      whole.output().write(results.json().getBytes(UTF_8));
      whole.commit();
      return true;
    } catch (IOException e) {
      PrintWriter err = command.commandLine().getErr();
      err.println("claims: cannot write the results: " + Printable.of(Failures.reason(e)));
      err.flush();
      return false;
    }
  }

  /** Those of the command line, each once; all if it names none. */
  private List<Claim> claims() {
    return ids.isEmpty() ? ClaimList.ALL : ids.stream().distinct().map(this::claim).toList();
  }

  private Claim claim(String id) {
    return ClaimList.byId(id)
        .orElseThrow(() ->
            new ParameterException(
                command.commandLine(), "there is no claim '" + id + "'; --list prints all"));
  }
}
