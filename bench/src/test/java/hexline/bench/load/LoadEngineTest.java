package hexline.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LoadEngineTest {

  private static final RequestTable TABLE = RequestTable.mixed(42);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT_PATIENCE = Duration.ofMillis(500);
  private static final Duration WINDOW = Duration.ofMillis(150);

  private static Measurement measure(FakeServer server, Load load, Duration patience) {
    return measure(server, load, patience, 1);
  }

  private static Measurement measure(FakeServer server, Load load, Duration patience, int threads) {
    try (var engine = new LoadEngine(server.address(), load, TABLE, patience, 7, threads)) {
      engine.connect();
      return engine.measure(2, WINDOW, () -> {});
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,16,1", "20,1,1", "20,16,1", "3,1024,1", "20,1,2", "20,16,3", "3,4,8"})
  @DisplayName("a server that tells the truth has no errors, and all clients are served")
  void closedLoop(int connections, int depth, int threads) throws IOException {
    try (var server = FakeServer.honest()) {
      Measurement seen = measure(server, new Load.Closed(connections, depth), PATIENCE, threads);
      assertEquals(Map.of(), seen.errors(), () -> "no errors, but: " + seen.firstError());
      assertEquals(0, seen.neverAnswered(), "all clients are answered");
      assertEquals(2, seen.windows().size(), "as many windows as asked for");
      assertEquals(
          seen.windowAnswers(),
          seen.latency().getTotalCount(),
          "each answer of a closed loop has one latency");
      assertTrue(seen.answers() >= seen.windowAnswers(), "windows are part of the whole");
      long total = seen.byConnection().total(); // with the answers after the windows
      assertTrue(seen.windowAnswers() <= total && total <= seen.answers(), "of all connections");
      assertEquals(connections, seen.served());
      assertEquals(
          Math.min(threads, connections), seen.threadCpuNanos().size(), "threads with work");
      assertTrue(seen.engineShare() <= seen.engineCores(), "one thread has no more than all");
    }
  }

  @Test
  @DisplayName("what is read at the edges belongs to the answers of the windows, to the last one")
  void edges() throws IOException {
    var atEdges = new ArrayList<Long>();
    try (var server = FakeServer.honest();
        var engine = new LoadEngine(server.address(), new Load.Closed(4, 4), TABLE, PATIENCE, 7)) {
      engine.connect();
      Measurement seen = engine.measure(3, WINDOW, () -> atEdges.add(engine.answersSinceStart()));
      assertEquals(2, atEdges.size(), "one call at each end");
      assertEquals(seen.windowAnswers(), atEdges.get(1) - atEdges.get(0), "answers between them");
      assertEquals(
          seen.nanos(),
          seen.windows().stream().mapToLong(Window::nanos).sum(),
          "no gap between windows");
    }
  }

  @Test
  @DisplayName("requests go on behind the end of the table")
  void wrapsAround() throws IOException {
    try (var server = FakeServer.honest();
        var engine =
            new LoadEngine(server.address(), new Load.Closed(2, 1000), TABLE, PATIENCE, 7)) {
      engine.connect();
      engine.start();
      engine.serve(3L * RequestTable.SIZE);
      engine.drain();
      assertTrue(engine.errors().isEmpty(), () -> "no errors, but: " + engine.errors().first());
      assertTrue(engine.answersSinceStart() >= 3L * RequestTable.SIZE, "as many as asked for");
    }
  }

  @Test
  @DisplayName("answers that come byte by byte are put together")
  void splitAnswers() throws IOException {
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          for (byte b : FakeServer.answer(line)) {
            out.write(b);
          }
        })) {
      Measurement seen = measure(server, new Load.Closed(2, 4), PATIENCE);
      assertEquals(Map.of(), seen.errors(), () -> "no errors, but: " + seen.firstError());
      assertTrue(seen.answers() > 0, "something is answered");
    }
  }

  @Test
  @DisplayName("one wrong byte is caught, and said what it was")
  void wrongByte() throws IOException {
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          byte[] answer = FakeServer.answer(line);
          if (number == 5) {
            answer[2] ^= 1;
          }
          out.write(answer);
        })) {
      Measurement seen = measure(server, new Load.Closed(1, 8), PATIENCE);
      assertEquals(Map.of(Errors.Kind.WRONG, 1L), seen.errors(), "one wrong answer");
      String first = seen.firstError();
      assertNotNull(first, "the first error is kept");
      assertTrue(first.startsWith("expected '"), () -> "what was expected is said: " + first);
      assertTrue(first.endsWith("': byte 3 differs"), () -> "where it differs is said: " + first);
    }
  }

  @Test
  @DisplayName("what a server sends is shown byte by byte, and cannot harm a terminal")
  void hostileBytes() throws IOException {
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          byte[] answer = FakeServer.answer(line);
          if (number == 5) {
            out.write("0x\u001b[2J\0\u00e9 \r\n".getBytes(ISO_8859_1));
          } else {
            out.write(answer);
          }
        })) {
      Measurement seen = measure(server, new Load.Closed(1, 1), PATIENCE);
      String first = seen.firstError();
      assertNotNull(first, "the first error is kept");
      String got = ", got '0x\\x1b[2J\\x00\\xe9 \\r\\n': byte 3 differs";
      assertTrue(first.endsWith(got), first);
    }
  }

  @Test
  @DisplayName("an answer that is right but for a space at its end is seen to be wrong")
  void trailingSpace() throws IOException {
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          String answer = new String(FakeServer.answer(line), ISO_8859_1);
          out.write(answer.replace("\n", number == 5 ? " \n" : "\n").getBytes(ISO_8859_1));
        })) {
      String first = measure(server, new Load.Closed(1, 1), PATIENCE).firstError();
      assertNotNull(first, "the first error is kept");
      assertTrue(
          first.matches("expected '(\\S+)\\\\n', got '\\1 \\\\n': byte \\d+ differs"), first);
    }
  }

  @Test
  @DisplayName("an answer left out among others is caught as a wrong one")
  void droppedAmongOthers() throws IOException {
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          if (number != 5) {
            out.write(FakeServer.answer(line));
          }
        })) {
      Measurement seen = measure(server, new Load.Closed(1, 16), PATIENCE);
      assertEquals(Map.of(Errors.Kind.WRONG, 1L), seen.errors(), "the next answer does not match");
    }
  }

  @Test
  @DisplayName("an answer left out with nothing behind it is caught as a timeout")
  void droppedAlone() throws IOException {
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          if (number < 5) {
            out.write(FakeServer.answer(line));
          }
        })) {
      Measurement seen = measure(server, new Load.Closed(1, 1), SHORT_PATIENCE);
      assertEquals(Map.of(Errors.Kind.TIMEOUT, 1L), seen.errors(), "one request has no answer");
    }
  }

  @Test
  @DisplayName("an answer that comes twice is caught")
  void answeredTwice() throws IOException {
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          byte[] once = FakeServer.answer(line);
          byte[] twice = new byte[2 * once.length];
          System.arraycopy(once, 0, twice, 0, once.length);
          System.arraycopy(once, 0, twice, once.length, once.length);
          out.write(number == 5 ? twice : once);
        })) {
      Measurement seen = measure(server, new Load.Closed(1, 1), PATIENCE);
      assertEquals(Map.of(Errors.Kind.EXTRA, 1L), seen.errors(), "more bytes than the answers");
      String first = seen.firstError();
      assertNotNull(first, "the first error is kept");
      assertTrue(first.matches(".*answers to all requests: '.*\\\\n'"), first);
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  @DisplayName("a connection that the server ends is caught, by FIN and by RST")
  void ended(boolean abruptly) throws IOException {
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          if (number == 5) {
            if (abruptly) {
              socket.setSoLinger(true, 0);
            }
            socket.close();
          } else {
            out.write(FakeServer.answer(line));
          }
        })) {
      Measurement seen = measure(server, new Load.Closed(1, 1), PATIENCE);
      assertEquals(Map.of(Errors.Kind.RESET, 1L), seen.errors(), "one connection was ended");
    }
  }

  @Test
  @DisplayName("without a server every connection counts as refused")
  void refused() throws IOException {
    InetSocketAddress unused;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    try (var engine = new LoadEngine(unused, new Load.Closed(3, 1), TABLE, PATIENCE, 7)) {
      engine.connect();
      Measurement seen = engine.measure(1, WINDOW, () -> {});
      assertEquals(Map.of(Errors.Kind.REFUSED, 3L), seen.errors(), "three were refused");
      assertEquals(0, seen.windowAnswers(), "and nothing was answered");
      assertThrows(
          IllegalStateException.class, () -> engine.serve(1), "waiting for answers is hopeless");
    }
  }

  /** Connects to a port with so many connections, and prints the errors. */
  static final class ManyClients {
    public static void main(String[] args) {
      var server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
      String errors = "";
      // With one first: classes cannot be loaded without a descriptor.
      for (int connections : new int[] {1, Integer.parseInt(args[1])}) {
        var load = new Load.Closed(connections, 1);
        try (var engine = new LoadEngine(server, load, TABLE, PATIENCE, 7)) {
          engine.connect();
          Measurement seen = engine.measure(1, WINDOW, () -> {});
          errors = seen.errors().keySet() + " " + seen.firstError();
        }
      }
      System.out.println(errors);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("the engine's own lack of descriptors is not booked on the server")
  void noDescriptors() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    try (var server = FakeServer.honest()) {
      String port = "" + server.address().getPort();
      var command =
          List.of(
              "sh",
              "-c",
              "ulimit -n 128; exec \"$0\" \"$@\"",
              java,
              "-cp",
              classes,
              ManyClients.class.getName(),
              port,
              "200");
      Process many =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (var out = new BufferedReader(new InputStreamReader(many.getInputStream(), UTF_8))) {
        String line = out.readLine();
        assertTrue(line.startsWith("[CLIENT] socket: "), line);
        assertTrue(line.contains("ulimit -n"), line);
      } finally {
        many.destroyForcibly();
      }
    }
  }

  @Test
  @DisplayName("clients that are never answered are counted, not taken for errors")
  void oneAtATime() throws IOException {
    var first = new AtomicInteger();
    var done = new CountDownLatch(1);
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          if (number == 0 && first.getAndIncrement() > 0) {
            await(done); // as if still in the backlog
            throw new IOException("the test is over");
          }
          out.write(FakeServer.answer(line));
        })) {
      Measurement seen = measure(server, new Load.Closed(5, 1), Duration.ofSeconds(2));
      done.countDown();
      assertEquals(Map.of(), seen.errors(), () -> "no errors, but: " + seen.firstError());
      assertEquals(4, seen.neverAnswered(), "four were never answered");
      assertEquals(1, seen.served(), "one was");
    }
  }

  @Test
  @DisplayName("each request on a connection of its own: all are whole transactions")
  void connectPerRequest() throws IOException {
    var connections = new AtomicInteger();
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          connections.incrementAndGet();
          assertEquals(0, number, "one request a connection");
          out.write(FakeServer.answer(line));
        })) {
      Measurement seen = measure(server, new Load.Connect(4), PATIENCE);
      assertEquals(Map.of(), seen.errors(), () -> "no errors, but: " + seen.firstError());
      assertEquals(seen.answers(), connections.get(), "as many connections as answers");
    }
  }

  @Test
  @DisplayName("a hog's answers are counted apart, its latencies not at all")
  void hog() throws IOException {
    try (var server = FakeServer.honest()) {
      Measurement seen = measure(server, new Load.Hog(4, 64), PATIENCE);
      assertEquals(Map.of(), seen.errors(), () -> "no errors, but: " + seen.firstError());
      long hog = seen.windows().stream().mapToLong(Window::hogAnswers).sum();
      assertTrue(hog > 0, "the hog is answered");
      assertEquals(
          seen.windowAnswers() - hog,
          seen.latency().getTotalCount(),
          "latencies are of the polite");
    }
  }

  @ParameterizedTest
  @CsvSource({"CONSTANT", "POISSON"})
  @DisplayName("an open loop sends each arrival once and keeps both clocks")
  void openLoop(Arrivals.Kind kind) throws IOException {
    try (var server = FakeServer.honest()) {
      Measurement seen = measure(server, new Load.Open(32, 2000, kind), PATIENCE);
      assertEquals(Map.of(), seen.errors(), () -> "no errors, but: " + seen.firstError());
      Measurement.Punctuality punctuality = seen.punctuality();
      assertNotNull(punctuality, "an open loop says how punctual it was");
      assertTrue(punctuality.sent() > 0, "arrivals were sent");
      assertTrue(punctuality.late() >= punctuality.waited(), "those that waited are late");
      var fromSend = seen.fromSend();
      assertNotNull(fromSend, "the naive clock is kept beside the right one");
      assertEquals(
          seen.latency().getTotalCount(), fromSend.getTotalCount(), "both clocks count all");
      assertTrue(
          seen.latency().getMaxValue() >= fromSend.getMaxValue(),
          "nothing is meant to start after it was sent");
    }
  }

  @Test
  @DisplayName("arrivals that find no free connection wait, are counted, and their wait is seen")
  void openLoopWaits() throws IOException {
    var stop = new CountDownLatch(1);
    var stopped = new AtomicInteger();
    try (var server =
        new FakeServer((line, number, out, socket) -> {
          if (number == 20 && stopped.getAndIncrement() == 0) {
            await(stop, 400);
          }
          out.write(FakeServer.answer(line));
        })) {
      Measurement seen = measure(server, new Load.Open(1, 1000, Arrivals.Kind.CONSTANT), PATIENCE);
      Measurement.Punctuality punctuality = seen.punctuality();
      assertNotNull(punctuality, "an open loop says how punctual it was");
      assertTrue(
          punctuality.waited() + punctuality.unsent() > 0,
          () -> "arrivals behind the slow one are counted: " + punctuality);
      assertTrue(
          seen.latency().getTotalCount() >= punctuality.due(),
          () -> "none is left out of the latencies, however late: " + punctuality);
      assertTrue(
          seen.latency().getMaxValue() >= TimeUnit.MILLISECONDS.toNanos(400),
          "the slow answer is not lost, although the clock had stopped");
    }
  }

  private static void await(CountDownLatch latch) {
    await(latch, 30_000);
  }

  private static void await(CountDownLatch latch, long millis) {
    try {
      boolean released = latch.await(millis, TimeUnit.MILLISECONDS);
      assertTrue(released || millis < 30_000, "the test ends in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
