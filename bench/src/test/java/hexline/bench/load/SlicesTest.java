package hexline.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.report.Audit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several measurements of one engine, and their sum. */
@Timeout(60)
class SlicesTest {

  private static final RequestTable TABLE = RequestTable.mixed(42);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SLICE = Duration.ofMillis(60);
  private static final Duration SETTLING = Duration.ofMillis(5);

  private static List<Measurement> slices(LoadEngine engine, int count, Drain drain) {
    var slices = new ArrayList<Measurement>();
    engine.connect();
    for (int i = 0; i < count; i++) {
      slices.add(engine.measure(1, SLICE, SETTLING, drain, () -> {}));
    }
    return slices;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("the sum of slices has all windows, and keeps Little's law")
  void sum(int threads) throws IOException {
    Load load = new Load.Closed(8, 4);
    try (var server = FakeServer.honest();
        var engine = new LoadEngine(server.address(), load, TABLE, PATIENCE, 7, threads)) {
      List<Measurement> slices = slices(engine, 4, Drain.ALL);
      Measurement sum = Measurement.merge(slices);
      assertEquals(
          slices.stream().flatMap(slice -> slice.windows().stream()).toList(), sum.windows());
      assertEquals(slices.stream().mapToLong(Measurement::nanos).sum(), sum.nanos());
      assertEquals(slices.stream().mapToLong(Measurement::answers).sum(), sum.answers());
      assertEquals(
          slices.stream().mapToLong(Measurement::engineCpuNanos).sum(), sum.engineCpuNanos());
      assertEquals(threads, sum.threadCpuNanos().size(), "load threads");
      assertEquals(slices.stream().mapToLong(Measurement::pauseNanos).sum(), sum.pauseNanos());
      assertEquals(sum.windowAnswers(), sum.latency().getTotalCount(), "a latency for each");
      long total = sum.byConnection().total(); // with the answers after the windows
      assertTrue(sum.windowAnswers() <= total && total <= sum.answers(), "a connection for each");
      assertEquals(0, sum.neverAnswered());
      assertEquals(Optional.empty(), Audit.failure(sum, false));
    }
  }

  @Test
  @DisplayName("a pause between slices, in which nothing is in flight, belongs to none of them")
  void between() throws IOException, InterruptedException {
    try (var server = FakeServer.honest();
        var engine = new LoadEngine(server.address(), new Load.Closed(2, 1), TABLE, PATIENCE, 7)) {
      engine.connect();
      var slices = new ArrayList<Measurement>();
      for (int i = 0; i < 2; i++) {
        slices.add(engine.measure(1, SLICE, SETTLING, Drain.ALL, () -> {}));
        TimeUnit.MILLISECONDS.sleep(300);
      }
      Measurement sum = Measurement.merge(slices);
      assertEquals(
          slices.stream().mapToLong(Measurement::pauseNanos).sum(),
          sum.windows().stream().mapToLong(Window::pauseNanos).sum());
      assertEquals(Optional.empty(), Audit.failure(sum, false), "as if there were no gap");
    }
  }

  @Test
  @DisplayName("an error is in one slice only, and one of the connect is in the first")
  void errorsOnce() throws IOException {
    try (var server =
            new FakeServer((line, number, out, socket) -> {
              byte[] answer = FakeServer.answer(line);
              if (number == 5) {
                answer[2] ^= 1;
              }
              out.write(answer);
            });
        var engine = new LoadEngine(server.address(), new Load.Closed(3, 1), TABLE, PATIENCE, 7)) {
      engine.connect();
      engine.start();
      engine.serve(2); // no connection has had five answers
      engine.drain();
      List<Measurement> slices = slices(engine, 3, Drain.ALL);
      Measurement sum = Measurement.merge(slices);
      assertEquals(Map.of(Errors.Kind.WRONG, 3L), sum.errors(), "one on each connection");
      assertEquals(Map.of(Errors.Kind.WRONG, 3L), engine.errors().counts(), "of the engine");
      assertEquals(slices.getFirst().firstError(), sum.firstError(), "the first of all");
      assertNotNull(sum.firstError(), "in words");
    }
  }

  @Test
  @DisplayName("a request without an answer is an error of one slice, which ends its connection")
  void timeoutOnce() throws IOException {
    try (var server =
            new FakeServer((line, number, out, socket) -> {
              if (number < 5) {
                out.write(FakeServer.answer(line));
              }
            });
        var engine =
            new LoadEngine(
                server.address(), new Load.Closed(2, 1), TABLE, Duration.ofMillis(200), 7)) {
      Measurement sum = Measurement.merge(slices(engine, 3, Drain.ALL));
      assertEquals(Map.of(Errors.Kind.TIMEOUT, 2L), sum.errors(), "one on each connection");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  @DisplayName("slices need not wait for clients that are never answered")
  void starved(int threads) throws IOException {
    var first = new AtomicInteger();
    var done = new CountDownLatch(1);
    var endless = Duration.ofHours(1); // a tenth of it would be longer than the test may take
    try (var server =
            new FakeServer((line, number, out, socket) -> {
              if (number == 0 && first.getAndIncrement() > 0) {
                await(done); // as if still in the backlog
                throw new IOException("the test is over");
              }
              out.write(FakeServer.answer(line));
            });
        var engine =
            new LoadEngine(server.address(), new Load.Closed(5, 1), TABLE, endless, 7, threads)) {
      Measurement sum = Measurement.merge(slices(engine, 3, Drain.ANSWERED));
      done.countDown();
      assertEquals(Map.of(), sum.errors(), () -> "no errors, but: " + sum.firstError());
      assertEquals(4, sum.neverAnswered(), "four were never answered");
      assertEquals(1, sum.served(), "one was");
      assertEquals(0.2, sum.fairness(), 1e-9, "one of five got all");
      assertEquals(Optional.empty(), Audit.failure(sum, false), "those in flight are in the law");
    }
  }

  @Test
  @DisplayName("an open loop goes on in the next slice, and its arrivals add up")
  void openLoop() throws IOException {
    Load load = new Load.Open(8, 2000, Arrivals.Kind.CONSTANT);
    try (var server = FakeServer.honest();
        var engine = new LoadEngine(server.address(), load, TABLE, PATIENCE, 7, 2)) {
      List<Measurement> slices = slices(engine, 3, Drain.ALL);
      Measurement sum = Measurement.merge(slices);
      Measurement.Punctuality punctuality = sum.punctuality();
      assertNotNull(punctuality);
      assertEquals(
          slices.stream()
              .map(Measurement::punctuality)
              .mapToLong(each -> each == null ? 0 : each.due())
              .sum(),
          punctuality.due());
      assertTrue(punctuality.due() > 0, "arrivals were due");
      var fromSend = sum.fromSend();
      assertNotNull(fromSend);
      assertEquals(sum.latency().getTotalCount(), fromSend.getTotalCount(), "both clocks");
    }
  }

  @Test
  @DisplayName("only measurements of one engine have a sum")
  void different() throws IOException {
    assertThrows(IllegalArgumentException.class, () -> Measurement.merge(List.of()));
    var all = new ArrayList<Measurement>();
    try (var server = FakeServer.honest()) {
      for (int connections = 1; connections <= 2; connections++) {
        try (var engine =
            new LoadEngine(server.address(), new Load.Closed(connections, 1), TABLE, PATIENCE, 7)) {
          all.addAll(slices(engine, 1, Drain.ALL));
        }
      }
    }
    assertThrows(IllegalArgumentException.class, () -> Measurement.merge(all));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(50, TimeUnit.SECONDS), "the test ends in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
