package hexline.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pauses of the engine itself, which must not pass for latencies of a server. */
@Timeout(120)
class OwnPausesTest {

  private static final RequestTable TABLE = RequestTable.mixed(42);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration WINDOW = Duration.ofMillis(100);
  private static final long PAUSE_MILLIS = 300;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);

  /** Of a pause that begins in a wait this much may be taken for the wait. */
  private static final long WAIT = TimeUnit.MILLISECONDS.toNanos(5);

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("a pause is counted in its window, and the latencies have it, too")
  void inWindow(int threads) throws IOException {
    try (var server = FakeServer.honest();
        var engine =
            new LoadEngine(server.address(), new Load.Closed(4, 1), TABLE, PATIENCE, 7, threads)) {
      engine.connect();
      Measurement seen = engine.measure(2, WINDOW, OwnPausesTest::pause); // at both edges
      assertTrue(seen.windows().getFirst().pauseNanos() >= PAUSE, () -> "first: " + seen);
      assertTrue(seen.longestPauseNanos() >= PAUSE, () -> "longest: " + seen);
      assertTrue(seen.longestPauseNanos() <= seen.pauseNanos(), () -> "sum: " + seen);
      assertTrue(seen.latency().getMaxValue() >= PAUSE, "this is why it is counted");
    }
  }

  @Test
  @DisplayName("a pause before the first window is counted in it, for answers come late in it")
  void whileItSettles() throws IOException {
    try (var server = FakeServer.honest();
        var engine = new LoadEngine(server.address(), new Load.Closed(4, 1), TABLE, PATIENCE, 7)) {
      engine.connect();
      engine.start();
      pause();
      engine.begin();
      engine.serve(10);
      Measurement seen = engine.finish();
      assertTrue(seen.windows().getFirst().pauseNanos() >= PAUSE, () -> "pause: " + seen);
      assertTrue(seen.latency().getMaxValue() >= PAUSE, "this is why it is counted");
    }
  }

  @Test
  @DisplayName("a pause after the end counts in an open loop, whose late answers still count")
  void whileItDrains() throws IOException {
    Load load = new Load.Open(4, 1000, Arrivals.Kind.CONSTANT);
    try (var server = FakeServer.honest();
        var engine = new LoadEngine(server.address(), load, TABLE, PATIENCE, 7)) {
      engine.connect();
      Measurement seen = engine.measure(1, WINDOW, OwnPausesTest::pause); // at both edges
      assertTrue(seen.pauseNanos() >= 2 * PAUSE, () -> "at both edges: " + seen);
    }
  }

  /**
   * Measures until no pause is as long as the one in question. If that were counted, this would
   * never end; a busy machine has long pauses, but not always.
   */
  private static Measurement withoutPause(LoadEngine engine, Duration length, Runnable atEdge) {
    Measurement seen;
    do {
      seen = engine.measure(1, length, atEdge);
    } while (seen.longestPauseNanos() >= PAUSE - WAIT); // the test's time limit is this loop's, too
    return seen;
  }

  @Test
  @DisplayName("a server that takes its time is no pause of the engine")
  void slowServer() throws IOException {
    try (var server =
            new FakeServer((line, number, out, socket) -> {
              pause();
              out.write(FakeServer.answer(line));
            });
        var engine = new LoadEngine(server.address(), new Load.Closed(2, 1), TABLE, PATIENCE, 7)) {
      engine.connect();
      Measurement seen = withoutPause(engine, Duration.ofMillis(3 * PAUSE_MILLIS), () -> {});
      assertTrue(seen.latency().getMaxValue() >= PAUSE, "the latency is the server's");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("a pause after the end of a closed loop's last window is in none of them")
  void afterTheEnd(int threads) throws IOException {
    var edges = new AtomicInteger();
    try (var server = FakeServer.honest();
        var engine =
            new LoadEngine(server.address(), new Load.Closed(4, 1), TABLE, PATIENCE, 7, threads)) {
      engine.connect();
      Runnable secondOnly =
          () -> {
            if (edges.incrementAndGet() % 2 == 0) {
              pause();
            }
          };
      Measurement seen = withoutPause(engine, WINDOW, secondOnly);
      assertTrue(seen.windowAnswers() > 0, "it was measured");
    }
  }

  /** Measures a server at a port, says when it begins, and prints its longest pause. */
  static final class Client {
    public static void main(String[] args) {
      var server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
      try (var engine = new LoadEngine(server, new Load.Closed(4, 1), TABLE, PATIENCE, 7)) {
        engine.connect();
        Measurement seen =
            engine.measure(1, Duration.ofSeconds(2), () -> System.out.println("edge"));
        System.out.println(seen.longestPauseNanos() + " " + seen.pauseNanos());
      }
    }
  }

  @Test
  @Tag("thorough")
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("a process that is stopped and goes on has paused")
  void stopped() throws IOException, InterruptedException {
    try (var server = FakeServer.honest()) {
      Process client =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Client.class.getName(),
                  "" + server.address().getPort())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (var out = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
        assertEquals("edge", out.readLine(), "the window begins");
        signal("STOP", client);
        pause();
        signal("CONT", client);
        assertEquals("edge", out.readLine(), "the window ends");
        String[] pauses = out.readLine().split(" ", -1);
        // A busy machine delivers the first signal late.
        assertTrue(Long.parseLong(pauses[0]) >= PAUSE / 2, () -> "longest: " + pauses[0]);
        assertTrue(Long.parseLong(pauses[1]) >= Long.parseLong(pauses[0]), () -> pauses[1]);
      } finally {
        client.destroyForcibly().waitFor();
      }
    }
  }

  private static void signal(String name, Process process)
      throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start().waitFor();
    assertEquals(0, exit, "kill -" + name);
  }
}
