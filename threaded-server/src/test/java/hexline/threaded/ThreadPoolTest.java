package hexline.threaded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.client.Client;
import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code --threads N}: what a fixed pool promises, and what it cannot do. */
@Timeout(60)
class ThreadPoolTest {

  private static final Duration WAIT = Duration.ofSeconds(10);

  private static HexServer start(Work work, int threads) throws IOException {
    return new ThreadedServer(ServerConfig.onPort(0), work, threads);
  }

  private static Client connect(HexServer server) {
    return Client.connect(server.address(), WAIT);
  }

  @Test
  @DisplayName("a pool of two serves two clients, and the third when one of them has left")
  void thirdClientWaits() throws IOException {
    try (HexServer server = start(Work.NONE, 2);
        Client first = connect(server).ask("1", "0x1");
        Client second = connect(server).ask("2", "0x2");
        Client third = connect(server).send("3\n")) {
      first.ask("4", "0x4"); // both are served, whatever the third one sends
      second.ask("5", "0x5").expectEndAfterFinish();
      third.expect("0x3").expectEndAfterFinish();
      first.expectEndAfterFinish();
    }
  }

  @Test
  @DisplayName("no more than two requests of a pool of two are under way at a time")
  void twoAtOnce() throws Exception {
    var bothAtWork = new CountDownLatch(2);
    var atWork = new AtomicInteger();
    var most = new AtomicInteger();
    Work work =
        () -> {
          most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
          bothAtWork.countDown();
          try {
            assertTrue(bothAtWork.await(10, TimeUnit.SECONDS), "a second thread is at work");
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            atWork.decrementAndGet();
          }
        };
    try (HexServer server = start(work, 2);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        running.add(
            clients.submit(() -> {
              try (Client client = connect(server)) {
                client.ask("255", "0xff").expectEndAfterFinish();
              }
            }));
      }
      for (Future<?> each : running) {
        each.get(30, TimeUnit.SECONDS);
      }
      assertEquals(2, most.get(), "requests at a time");
    }
  }

  @Test
  @DisplayName("R14: clients that wait for a thread of the pool are answered on shutdown as well")
  void queueIsDrained() throws Exception {
    try (HexServer server = start(Work.NONE, 1);
        Client first = connect(server).ask("1", "0x1");
        Client second = connect(server).send("2\n");
        Client third = connect(server).send("3\n")) {
      Thread closer = Thread.ofPlatform().name("closer").start(server::close);
      first.expectEnd().close();
      second.expect("0x2").expectEnd().close();
      third.expect("0x3").expectEnd().close();
      assertTrue(closer.join(WAIT), "close() returns when all have gone");
    }
  }

  @Test
  @DisplayName("a pool cannot have fewer than no threads")
  void negative() {
    assertThrows(IllegalArgumentException.class, () -> start(Work.NONE, -1).close());
  }
}
