package hexline.exercises;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The JVM of a trial: the reader's server and the steps that try it. Standard output is the
 * report, a line for each step; what the server prints goes to standard error.
 */
final class TrialProcess {

  static final String GREEN = "green";
  static final String RED = "red ";
  static final String NO_SERVER = "no server ";
  static final String OVER = "over";

  private static final Duration START = Duration.ofSeconds(10);
  private static final int MOST_PRINTED = 1 << 20; // bytes that steps can look at

  private final Exercise exercise;
  private final int port;
  private final Duration timeout;
  private final PrintStream report;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private volatile String mainEnded = ""; // how, if it has

  private TrialProcess(Exercise exercise, int port, Duration timeout, PrintStream report) {
    this.exercise = exercise;
    this.port = port;
    this.timeout = timeout;
    this.report = report;
  }

  /** Arguments: the exercise's id, a free port, the timeout in ms. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Exercise exercise = ExerciseList.find(args[0]).orElseThrow();
    var timeout = Duration.ofMillis(Long.parseLong(args[2]));
    var trial = new TrialProcess(exercise, Integer.parseInt(args[1]), timeout, System.out);
    trial.run();
    Runtime.getRuntime().halt(0); // whatever the server's threads do
  }

  private void run() {
    var copied = new PrintStream(new Copy(System.err), true, UTF_8);
    System.setOut(copied);
    System.setErr(copied);
    Thread.ofPlatform().name("main").start(this::serve);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    if (!awaitListening(address)) {
      String why = mainEnded.isEmpty() ? "main runs, and does not listen" : mainEnded;
      report.println(NO_SERVER + "nothing listens on port " + port + ": " + why);
      return;
    }
    try (var subject = new Subject(address, timeout, this::text)) {
      for (Step step : exercise.steps()) {
        String wrong = wrong(step, subject);
        if (wrong != null) {
          report.println(RED + wrong.replace('\n', ' '));
          return;
        }
        report.println(GREEN);
        subject.closeClients();
      }
    }
    report.println(OVER);
  }

  /** What was expected and seen; null if the step passed. */
  private static @Nullable String wrong(Step step, Subject subject) {
    try {
      step.body().run(subject);
      return null;
    } catch (Skipped e) {
      return null; // this system cannot show it
    } catch (Violation | KitFailure e) {
      return String.valueOf(e.getMessage());
    } catch (Exception e) {
      return "the step itself failed: " + e;
    }
  }

  private void serve() {
    try {
      Method main = Class.forName("Server").getDeclaredMethod("main", String[].class);
      main.setAccessible(true); // the class need not be public
      main.invoke(null, (Object) new String[] {"--port", "" + port});
      mainEnded = "main has returned";
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      cause.printStackTrace();
      mainEnded = "main has ended with " + cause;
    } catch (ReflectiveOperationException e) {
      mainEnded = "there is no class Server with public static void main(String[] args)";
    }
  }

  private boolean awaitListening(InetSocketAddress address) {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() - end < 0) {
      boolean mayCome = mainEnded.isEmpty(); // looked at before the attempt
      try (var probe = new Socket()) {
        probe.connect(address, Math.toIntExact(START.toMillis()));
        return true;
      } catch (IOException e) {
        if (!mayCome) {
          return false;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
    return false;
  }

  private String text() {
    synchronized (printed) {
      return printed.toString(UTF_8);
    }
  }

  /** Passes on what the server prints, and keeps the beginning. */
  private final class Copy extends OutputStream {
    private final OutputStream to;

    Copy(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      synchronized (printed) {
        printed.write(bytes, from, Math.min(length, MOST_PRINTED - printed.size()));
      }
      to.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      to.flush();
    }
  }
}
