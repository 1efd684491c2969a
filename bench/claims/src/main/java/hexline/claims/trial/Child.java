package hexline.claims.trial;

import hexline.bench.server.JavaCommand;
import hexline.claims.NotTested;
import hexline.process.ChildProcess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Another program that an experiment runs, mostly a JVM with flags of its own. It prints its
 * findings on lines such as {@code ran=1}, one for each repetition.
 */
public final class Child {

  private static final Duration LIMIT = Duration.ofSeconds(50);
  private static final int MOST_LINES = 400;

  private Child() {}

  /** What a child has printed. */
  public record Report(List<String> lines) {

    public Report {
      lines = List.copyOf(lines);
    }

    /** The numbers printed under a name, in order. */
    public List<Double> values(String name) {
      return lines.stream()
          .filter(line -> line.startsWith(name + "="))
          .map(line -> Double.valueOf(line.substring(name.length() + 1)))
          .toList();
    }
  }

  /** Prints a finding, in the child. */
  public static void print(String name, double value) {
    System.out.println(name + "=" + value);
    System.out.flush();
  }

  /** Prints whether something is so, in the child. */
  public static void print(String name, boolean yes) {
    print(name, yes ? 1.0 : 0.0);
  }

  /**
   * Runs the {@code main} of a class in a JVM of its own, to its end.
   *
   * @param flags of the JVM
   * @throws IOException if it ends with an error, or has not ended after 50 s
   */
  public static Report java(Class<?> main, List<String> flags, String... arguments)
      throws IOException {
    return run(javaCommand(main, flags, arguments));
  }

  /**
   * The same with all threads on one processor.
   *
   * @throws NotTested if there is no way to do that here
   */
  public static Report javaOnOneProcessor(Class<?> main, List<String> flags, String... arguments)
      throws IOException, NotTested {
    return run(Linux.onOneProcessor(javaCommand(main, flags, arguments)));
  }

  /** The command of a JVM that runs the {@code main} of a class. */
  public static List<String> javaCommand(Class<?> main, List<String> flags, String... arguments) {
    var all = new ArrayList<>(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    all.addAll(flags);
    return JavaCommand.of(main.getName(), all, List.of(arguments));
  }

  /** Runs a command to its end. */
  public static Report run(List<String> command) throws IOException {
    try (ChildProcess child = start(command)) {
      if (!child.endsWithin(LIMIT)) {
        throw new IOException(
            command.getFirst() + " had not ended after " + LIMIT.toSeconds() + " s");
      }
      List<String> lines = child.output().awaitEnd().lastLines(MOST_LINES);
      if (child.exitValue() != 0) {
        throw failure(child);
      }
      return new Report(lines);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** With the first line of its errors, which is where Java says what was wrong. */
  private static IOException failure(ChildProcess child) throws InterruptedException {
    String first = child.errors().awaitEnd().firstLine().orElse("it has printed no error");
    return new IOException(child.ending() + ": " + first);
  }

  /** Starts a command; closing it kills it. */
  public static ChildProcess start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command);
    JavaCommand.withoutVariables(builder.environment());
    return ChildProcess.start(builder, Duration.ZERO);
  }

  /**
   * Waits for the first line of a child that stays.
   *
   * @throws IOException if it ends before, or prints none within 20 s
   */
  public static String firstLine(ChildProcess child) throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() - end < 0) {
      if (child.output().firstLine().isPresent()) {
        return child.output().firstLine().get();
      }
      if (child.endsWithin(Duration.ofMillis(5))
          && child.output().awaitEnd().firstLine().isEmpty()) {
        throw failure(child);
      }
    }
    throw new IOException("a child process printed nothing within 20 s");
  }
}
