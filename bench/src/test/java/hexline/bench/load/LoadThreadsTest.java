package hexline.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.report.Audit;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine of several load threads. */
@Timeout(120)
class LoadThreadsTest {

  private static final RequestTable TABLE = RequestTable.mixed(42);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration WINDOW = Duration.ofMillis(150);
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private static final List<MeasuredServer> RUNNING = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    RUNNING.add(MeasuredServer.start(ServerSpec.parse("nio"), "none"));
  }

  @AfterAll
  static void stop() {
    MeasuredServer.close(RUNNING);
  }

  /** A real server, for all tests. */
  private static InetSocketAddress nio() {
    return RUNNING.getFirst().address();
  }

  private static LoadLoop loop() {
    var load = new Load.Closed(1, 1);
    return new LoadLoop(
        load, new EngineState(NOWHERE, TABLE), new ClientConnection[0], null, 1, PATIENCE);
  }

  /** Load threads that run now, by name. */
  private static boolean anyLoadThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("load-"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @DisplayName("against a real server Little's law holds for the sum of all threads")
  void littlesLaw(int threads) throws IOException {
    try (var engine = new LoadEngine(nio(), new Load.Closed(64, 4), TABLE, PATIENCE, 7, threads)) {
      engine.connect();
      Measurement seen = engine.measure(3, WINDOW, () -> {});
      assertEquals(Optional.empty(), Audit.failure(seen, false));
      assertEquals(0, seen.neverAnswered());
      assertEquals(threads, seen.threadCpuNanos().size());
      assertTrue(
          seen.threadCpuNanos().stream().allMatch(nanos -> nanos > 0), () -> "all work: " + seen);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @DisplayName("the law holds for the sum even if rates and windows of the threads differ")
  void differentWindows(int paused) throws IOException {
    try (var server = FakeServer.honest()) {
      var loops = new ArrayList<LoadLoop>();
      Load load = new Load.Closed(2, 4); // as many in flight as 1 + 7
      for (int depth : new int[] {1, 7}) {
        var engine = new EngineState(server.address(), TABLE);
        var own = new ClientConnection[] {new ClientConnection(engine, depth, 0, false, true)};
        loops.add(new LoadLoop(load, engine, own, null, 1, PATIENCE));
      }
      try (var threads = new LoadThreads(loops)) {
        threads.all(loop -> {
          loop.connect();
          loop.start(System.nanoTime());
          loop.begin();
          boolean longer = loop.equals(loops.get(paused));
          loop.runUntil(System.nanoTime() + WINDOW.multipliedBy(longer ? 3 : 1).toNanos());
          loop.end();
          loop.drain(Drain.ALL);
        });
      }
      List<WindowLog> logs = loops.stream().map(LoadLoop::log).toList();
      Measurement sum = new LoopSum(load, logs).measurement(0, 0, new Errors(), null);
      loops.forEach(LoadLoop::close);
      assertEquals((logs.get(0).nanos() + logs.get(1).nanos()) / 2, sum.nanos(), "the mean");
      assertEquals(Optional.empty(), Audit.failure(sum, false));
    }
  }

  @ParameterizedTest
  @EnumSource(Arrivals.Kind.class)
  @DisplayName("an open loop of two threads sends its arrivals and keeps both clocks")
  void openLoop(Arrivals.Kind kind) throws IOException {
    try (var engine = new LoadEngine(nio(), new Load.Open(32, 2000, kind), TABLE, PATIENCE, 7, 2)) {
      engine.connect();
      Measurement seen = engine.measure(2, WINDOW, () -> {});
      assertEquals(Map.of(), seen.errors(), () -> "no errors, but: " + seen.firstError());
      Measurement.Punctuality punctuality = seen.punctuality();
      var fromSend = seen.fromSend();
      assertNotNull(punctuality);
      assertNotNull(fromSend);
      assertTrue(punctuality.due() > 0, "arrivals were due");
      assertTrue(seen.latency().getTotalCount() >= punctuality.due(), "each has a latency");
      assertEquals(seen.latency().getTotalCount(), fromSend.getTotalCount(), "both clocks");
    }
  }

  @Test
  @DisplayName("the hogs' answers are added, and Little's law is one of the polite clients")
  void hogs() throws IOException {
    try (var engine = new LoadEngine(nio(), new Load.Hog(6, 2, 16), TABLE, PATIENCE, 7, 2)) {
      engine.connect();
      Measurement seen = engine.measure(2, WINDOW, () -> {});
      assertEquals(Optional.empty(), Audit.failure(seen, false));
      long hogs = seen.windows().stream().mapToLong(Window::hogAnswers).sum();
      assertEquals(seen.windowAnswers() - hogs, seen.latency().getTotalCount());
      assertEquals(seen.byConnection().of(0) + seen.byConnection().of(1), hogs, "the first two");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("the first connections are the hogs, with their requests in flight from the start")
  void depths(int threads) throws IOException {
    var requests = new ConcurrentHashMap<Object, Integer>(); // by connection
    try (var server =
            new FakeServer((line, number, out, socket) -> requests.put(socket, number + 1));
        var engine =
            new LoadEngine(server.address(), new Load.Hog(5, 2, 16), TABLE, PATIENCE, 7, threads)) {
      engine.connect();
      engine.start();
      while (requests.values().stream().mapToInt(n -> n).sum() < 2 * 16 + 3) {
        Thread.onSpinWait(); // the test's time limit is this loop's, too
      }
      assertEquals(
          List.of(1, 1, 1, 16, 16), requests.values().stream().sorted().toList(), "per connection");
    }
  }

  @Test
  @DisplayName("never more threads than connections, and one is the caller's")
  void noIdleThreads() throws IOException {
    try (var server = FakeServer.honest()) {
      for (int connections = 1; connections <= 2; connections++) {
        awaitNoLoadThread(); // of another test
        var load = new Load.Closed(connections, 1);
        try (var engine = new LoadEngine(server.address(), load, TABLE, PATIENCE, 7, 8)) {
          engine.connect();
          assertEquals(connections, engine.threads());
          assertEquals(connections > 1, anyLoadThread(), "threads of its own");
        }
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new LoadEngine(NOWHERE, new Load.Closed(1, 1), TABLE, PATIENCE, 7, 0));
  }

  @Test
  @DisplayName("a number of answers is reached by all threads together")
  void serve() throws IOException {
    try (var server = FakeServer.honest();
        var engine =
            new LoadEngine(server.address(), new Load.Closed(6, 4), TABLE, PATIENCE, 7, 3)) {
      engine.connect();
      engine.start();
      engine.serve(5000);
      long served = engine.answersSinceStart();
      assertTrue(served >= 5000, "as many as asked for");
      engine.serve(1);
      assertTrue(engine.answersSinceStart() > served, "one more");
      engine.drain();
      assertTrue(engine.errors().isEmpty(), () -> "no errors, but: " + engine.errors().first());
    }
  }

  @Test
  @DisplayName("when the connections of one thread are dead, the others go on")
  void oneThreadIsDead() throws IOException {
    var count = new AtomicInteger();
    Set<Object> ended = ConcurrentHashMap.newKeySet();
    try (var server =
            new FakeServer((line, number, out, socket) -> {
              if (number == 0 && count.getAndIncrement() == 0) {
                ended.add(socket);
                socket.close();
              } else {
                out.write(FakeServer.answer(line));
              }
            });
        var engine =
            new LoadEngine(server.address(), new Load.Closed(2, 1), TABLE, PATIENCE, 7, 2)) {
      engine.connect();
      engine.start();
      engine.serve(1000);
      engine.drain();
      assertEquals(1, ended.size(), "one connection was ended");
      assertEquals(Map.of(Errors.Kind.RESET, 1L), engine.errors().counts());
    }
  }

  @Test
  @DisplayName("waiting for a server that has stopped answering is given up by all threads")
  void hopeless() throws IOException {
    try (var server =
            new FakeServer((line, number, out, socket) -> {
              if (number < 5) {
                out.write(FakeServer.answer(line));
              }
            });
        var engine =
            new LoadEngine(
                server.address(), new Load.Closed(4, 1), TABLE, Duration.ofMillis(200), 7, 2)) {
      engine.connect();
      engine.start();
      assertThrows(IllegalStateException.class, () -> engine.serve(1000));
    }
  }

  @Test
  @DisplayName("a failure of one loop is thrown when the others have ended, and no thread is left")
  void failure() {
    List<LoadLoop> loops = IntStream.range(0, 3).mapToObj(i -> loop()).toList();
    var ended = new AtomicInteger();
    var failure = new IllegalStateException("one");
    try (var threads = new LoadThreads(loops)) {
      var thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  threads.all(loop -> {
                    if (loop.equals(loops.get(1))) {
                      throw failure;
                    }
                    loop.runUntil(System.nanoTime() + WINDOW.toNanos());
                    ended.incrementAndGet();
                  }));
      assertSame(failure, thrown);
      assertEquals(2, ended.get(), "the others ran to their end");
      threads.all(loop -> ended.incrementAndGet());
      assertEquals(5, ended.get(), "and all can go on");
    }
    loops.forEach(LoadLoop::close);
    awaitNoLoadThread();
  }

  @Test
  @DisplayName("an interrupt of the caller ends nothing too early, is kept, and leaves no thread")
  void interrupted() throws IOException {
    try (var server = FakeServer.honest()) {
      Thread.currentThread().interrupt();
      try (var engine =
          new LoadEngine(server.address(), new Load.Closed(4, 1), TABLE, PATIENCE, 7, 2)) {
        engine.connect();
        Measurement seen = engine.measure(2, WINDOW, () -> {});
        assertEquals(2, seen.windows().size());
        assertTrue(seen.nanos() >= 2 * WINDOW.toNanos(), () -> "in full: " + seen);
        assertEquals(Map.of(), seen.errors(), () -> "no errors, but: " + seen.firstError());
      }
    } finally {
      assertTrue(Thread.interrupted(), "the caller can see it");
    }
    awaitNoLoadThread();
  }

  /** A pool has terminated a little before its thread has. */
  private static void awaitNoLoadThread() {
    while (anyLoadThread()) {
      Thread.onSpinWait(); // the test's time limit is this loop's, too
    }
    assertFalse(anyLoadThread());
  }
}
