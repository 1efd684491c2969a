package hexline.exercises;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.process.ChildProcess;
import hexline.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tries a server file against the steps of its exercise, in a JVM of its own: whatever the file does,
 * an endless loop or {@code System.exit}, the trial has an outcome.
 */
final class Trial {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final int LOOKED_AT = 200; // lines that the server has printed
  private static final int SHOWN = 12;

  private final Exercise exercise;
  private final Duration timeout;

  /**
   * @param timeout longest wait for a byte that is due
   */
  Trial(Exercise exercise, Duration timeout) {
    this.exercise = exercise;
    this.timeout = timeout;
  }

  /**
   * Runs the steps on a server, up to the first one that fails.
   *
   * @param classes folder of the compiled file
   * @throws IOException if no JVM can be started
   */
  Outcome of(Path classes) throws IOException, InterruptedException {
    try (var process = ChildProcess.start(trial(classes), Duration.ZERO)) {
      boolean ended = process.endsWithin(LIMIT);
      if (!ended) {
        process.kill();
      }
      String said = process.output().awaitEnd().text(UTF_8);
      List<String> printed = digest(process.errors().awaitEnd().lastLines(LOOKED_AT));
      String ending =
          ended
              ? "the server's JVM " + process.ending() + ": who has ended it?"
              : "the steps are not over after " + LIMIT.toSeconds() + " s";
      return outcome(said.lines().toList(), ending, printed);
    }
  }

  private ProcessBuilder trial(Path classes) throws IOException {
    String main = TrialProcess.class.getName();
    return command(classes, main, exercise.id(), "" + Ports.free(), "" + timeout.toMillis());
  }

  /**
   * Runs a server, whose output is that of this JVM, until it ends.
   *
   * @return its exit code
   */
  int serve(Path classes, int port) throws IOException, InterruptedException {
    ProcessBuilder builder = command(classes, "Server", "--port", "" + port).inheritIO();
    try (var process = ChildProcess.start(builder, GRACE)) {
      while (!process.endsWithin(LIMIT)) {
        Thread.onSpinWait();
      }
      return process.exitValue();
    }
  }

  private ProcessBuilder command(Path classes, String... mainAndArguments) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    words.addAll(exercise.jvmOptions());
    String path = System.getProperty("java.class.path");
    words.addAll(List.of("-cp", classes + System.getProperty("path.separator") + path));
    words.addAll(List.of(mainAndArguments));
    var builder = new ProcessBuilder(words);
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // which would print, and might slow it down
    return builder;
  }

  /**
   * @param said the lines of {@link TrialProcess}
   * @param ending why they end, if no verdict is among them
   */
  private Outcome outcome(List<String> said, String ending, List<String> printed) {
    var green = new ArrayList<Step>();
    for (String line : said) {
      if (line.equals(TrialProcess.GREEN)) {
        green.add(exercise.steps().get(green.size()));
      } else if (line.equals(TrialProcess.OVER)) {
        return new Outcome(green, null, "", printed);
      } else if (line.startsWith(TrialProcess.NO_SERVER)) {
        return new Outcome(green, null, line.substring(TrialProcess.NO_SERVER.length()), printed);
      } else if (line.startsWith(TrialProcess.RED)) {
        String reason = line.substring(TrialProcess.RED.length());
        return new Outcome(green, exercise.steps().get(green.size()), reason, printed);
      }
    }
    return new Outcome(green, next(green), ending, printed);
  }

  /** The last lines, without the frames of other classes in stack traces, and without repetition. */
  private static List<String> digest(List<String> printed) {
    var digest = new ArrayList<String>();
    for (String line : printed) {
      boolean isFrame = line.startsWith("\\tat ");
      if (isFrame && !line.startsWith("\\tat Server")) {
        continue;
      }
      String shown = line.replace("\\t", "    ");
      if (digest.isEmpty() || !digest.getLast().equals(shown)) {
        digest.add(shown);
      }
    }
    return digest.subList(Math.max(0, digest.size() - SHOWN), digest.size());
  }

  private @Nullable Step next(List<Step> green) {
    return green.size() < exercise.steps().size() ? exercise.steps().get(green.size()) : null;
  }

  /**
   * A folder for classes, which is deleted when it is closed, or when the JVM ends.
   *
   * @param path of the folder
   */
  record Classes(Path path) implements AutoCloseable {

    /** A new folder. */
    static Classes create() throws IOException {
      var classes = new Classes(Files.createTempDirectory("hexline-exercise-"));
      Runtime.getRuntime().addShutdownHook(new Thread(classes::close, "delete-classes"));
      return classes;
    }

    @Override
    public void close() {
      if (!Files.exists(path)) {
        return;
      }
      try (Stream<Path> all = Files.walk(path)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      } catch (IOException | UncheckedIOException e) {
        // It stays in the folder of temporary files.
      }
    }
  }
}
