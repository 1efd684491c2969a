package hexline.conformance.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import hexline.conformance.Trait;
import hexline.conformance.client.Client;
import hexline.conformance.client.Flood;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.ServerConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link HexServer} promises to the program that starts it, as JUnit tests within one process.
 * They mostly wait, so they run side by side. To be extended by a server's own test class.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
public abstract class ServerContract {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration LONG_DRAIN = Duration.ofSeconds(30); // enough for a busy machine
  private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(500); // as R14 says

  private interface Body {
    void run() throws Exception;
  }

  /** Starts the server that is tested. */
  protected abstract HexServer start(ServerConfig config, Work work) throws IOException;

  /** What this server is by nature. */
  protected Set<Trait> traits() {
    return Set.of();
  }

  /** How many clients whose requests compute keep the server from serving others. */
  protected int clientsThatKeepItBusy() {
    return 1;
  }

  private boolean servesManyAtOnce() {
    return !traits().contains(Trait.ONE_CLIENT_AT_A_TIME);
  }

  private static ServerConfig anyPort(Duration drainTimeout) {
    ServerConfig defaults = ServerConfig.onPort(0);
    return new ServerConfig(
        defaults.bind(),
        defaults.backlog(),
        defaults.maxConnections(),
        defaults.idleTimeout(),
        defaults.writeTimeout(),
        drainTimeout);
  }

  private static ServerConfig anyPortWithIdleTimeout(Duration idleTimeout) {
    ServerConfig defaults = ServerConfig.onPort(0);
    return new ServerConfig(
        defaults.bind(),
        defaults.backlog(),
        defaults.maxConnections(),
        idleTimeout,
        defaults.writeTimeout(),
        defaults.drainTimeout());
  }

  private static ServerConfig anyPortWithWriteTimeout(Duration writeTimeout) {
    return ServerConfig.onPort(0).withWriteTimeout(writeTimeout);
  }

  private static ServerConfig anyPort(int maxConnections) {
    ServerConfig defaults = ServerConfig.onPort(0);
    return new ServerConfig(
        defaults.bind(),
        defaults.backlog(),
        maxConnections,
        defaults.idleTimeout(),
        defaults.writeTimeout(),
        defaults.drainTimeout());
  }

  private static Client connect(HexServer server) {
    return Client.connect(server.address(), WAIT);
  }

  private static void close(HexServer server) {
    assertTimeoutPreemptively(WAIT, server::close, "close() is bounded by the drain timeout");
  }

  private static void expectServes(HexServer server) {
    try (Client client = connect(server)) {
      client.ask("255", "0xff").expectEndAfterFinish();
    }
  }

  /**
   * For the servers that promise it: a client whose work waits keeps no other one waiting, and
   * all handlers run on threads with names that begin like this.
   */
  protected void expectServesOthersWhileWorkWaits(String threadNames) throws IOException {
    var names = ConcurrentHashMap.<String>newKeySet();
    var first = new AtomicBoolean(true);
    var entered = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    Work work =
        () -> {
          names.add(Thread.currentThread().getName());
          if (first.getAndSet(false)) {
            pass(entered, proceed);
          }
        };
    try (HexServer server = start(ServerConfig.onPort(0), work);
        Client held = connect(server).send("1\n")) {
      await(entered);
      expectServes(server);
      proceed.countDown();
      held.expect("0x1").expectEndAfterFinish();
      assertTrue(names.stream().allMatch(name -> name.startsWith(threadNames)), names::toString);
    } finally {
      proceed.countDown();
    }
  }

  @Test
  void addressIsTheRealOne() throws IOException {
    try (HexServer server = start(ServerConfig.onPort(0), Work.NONE)) {
      assertNotEquals(0, server.address().getPort(), "the port behind 0");
      assertEquals("127.0.0.1", server.address().getAddress().getHostAddress());
      expectServes(server);
    }
  }

  @Test
  void workIsDoneOnceForEachIntegerAndForNoOtherLine() throws IOException {
    var performed = new AtomicInteger();
    try (HexServer server = start(ServerConfig.onPort(0), performed::incrementAndGet);
        Client client = connect(server)) {
      byte[] lines = Wire.lines("1", "x", "18446744073709551616", "");
      client.send(lines).expectAnswersTo(lines).expectEndAfterFinish();
      assertEquals(2, performed.get());
    }
  }

  @Test
  void portThatIsTakenIsAnIoException() throws Exception {
    int attempts = 100; // more than the other tests open at the same time
    try (HexServer first = start(ServerConfig.onPort(0), Work.NONE)) {
      ServerConfig taken = ServerConfig.onPort(first.address().getPort());
      long openBefore = openFiles();
      expectNoThreadLeft(() -> {
        for (int i = 0; i < attempts; i++) {
          assertThrows(IOException.class, () -> start(taken, Work.NONE).close());
        }
      });
      assertTrue(
          openFiles() - openBefore < attempts, "a server that cannot listen leaves nothing open");
      expectServes(first);
    }
  }

  @Test
  void portCanBeBoundAgainAtOnce() throws IOException {
    int port;
    try (HexServer first = start(ServerConfig.onPort(0), Work.NONE);
        Client client = connect(first).ask("1", "0x1")) {
      port = first.address().getPort();
      close(first);
      client.expectEnd();
      assertThrows(Violation.class, () -> connect(first).close(), "nobody listens after close()");
    }
    try (HexServer second = start(ServerConfig.onPort(port), Work.NONE)) {
      expectServes(second);
    }
  }

  @Test
  void closeIsIdempotentAndSafeFromManyThreads() throws Exception {
    HexServer server = start(ServerConfig.onPort(0), Work.NONE);
    try (Client client = connect(server).ask("1", "0x1");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var together = new CountDownLatch(1);
      var closing = new ArrayList<Future<?>>();
      for (int i = 0; i < 4; i++) {
        closing.add(
            threads.submit(() -> {
              together.await();
              server.close();
              return null;
            }));
      }
      together.countDown();
      for (Future<?> each : closing) {
        each.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
      }
      client.expectEnd();
    }
    close(server);
  }

  /**
   * Where one thread serves both clients, it cannot read the line before the timeout has passed.
   */
  @Test
  void r12_lineThatArrivesWhileTheServerIsBusyIsAnswered() throws IOException {
    Assumptions.assumeTrue(servesManyAtOnce(), "one client at a time: there are no others");
    for (int attempt = 0; attempt < 10; attempt++) {
      if (answersALineOfABusyTime(Duration.ofMillis(500))) {
        return;
      }
    }
    Assumptions.abort("no attempt sent three lines within the idle timeout");
  }

  /** False if the lines were not sent in time, so that the server might close the clients. */
  private boolean answersALineOfABusyTime(Duration idleTimeout) throws IOException {
    var blocks = new AtomicBoolean();
    var entered = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    Work work =
        () -> {
          if (blocks.getAndSet(false)) {
            pass(entered, proceed);
          }
        };
    try (HexServer server = start(anyPortWithIdleTimeout(idleTimeout), work)) {
      long start = System.nanoTime();
      long almost = idleTimeout.toNanos() * 9 / 10;
      try (Client first = connect(server);
          Client second = connect(server)) {
        second.ask("1", "0x1");
        blocks.set(true);
        first.send("2\n");
        await(entered);
        second.deliver(Wire.lines("255"));
        if (System.nanoTime() - start > almost) {
          return false;
        }
        LockSupport.parkNanos(2 * idleTimeout.toNanos()); // the timeout has to pass
        proceed.countDown();
        first.expect("0x2");
        second.expect("0xff");
        return true;
      } catch (Violation e) {
        if (entered.getCount() > 0 && System.nanoTime() - start > almost) {
          return false; // a client has been closed before it had sent its line
        }
        throw e;
      } finally {
        proceed.countDown();
      }
    }
  }

  /** The server's buffer may be smaller than the line: then one read does not bring all of it. */
  @Test
  void r12_longLineThatArrivesWhileTheServerIsBusyIsAnswered() throws Exception {
    Assumptions.assumeTrue(servesManyAtOnce(), "one client at a time: there are no others");
    for (int attempt = 0; attempt < 10; attempt++) {
      if (answersALongLineOfABusyTime(Duration.ofMillis(500))) {
        return;
      }
    }
    Assumptions.abort("no attempt sent three lines within the idle timeout");
  }

  /** False if the lines were not sent in time, so that the server might close the clients. */
  private boolean answersALongLineOfABusyTime(Duration idleTimeout) throws Exception {
    // the requests that block, in their order: each has latches of its own, as two that wait on one
    // semaphore are not released in the order in which they came
    var enter = List.of(new CountDownLatch(1), new CountDownLatch(1));
    var proceed = List.of(new CountDownLatch(1), new CountDownLatch(1));
    var blocked = new AtomicInteger(2);
    Work work =
        () -> {
          int request = blocked.getAndIncrement();
          if (request < 2) {
            pass(enter.get(request), proceed.get(request));
          }
        };
    byte[] longLine = Wire.lines("9".repeat(1000));
    byte[] shortLine = Wire.lines("3");
    boolean inTime = false;
    try (HexServer server = start(anyPortWithIdleTimeout(idleTimeout), work)) {
      long start = System.nanoTime();
      long almost = idleTimeout.toNanos() * 9 / 10;
      try (Client first = connect(server);
          Client second = connect(server);
          Client third = connect(server)) {
        second.ask("1", "0x1");
        third.ask("1", "0x1");
        blocked.set(0);
        first.send("2\n");
        await(enter.get(0));
        second.deliver(longLine);
        third.deliver(shortLine);
        inTime = System.nanoTime() - start <= almost;
        if (!inTime) {
          return false;
        }
        LockSupport.parkNanos(2 * idleTimeout.toNanos()); // the timeout has to pass
        proceed.get(0).countDown();
        first.expect("0x2");
        await(enter.get(1)); // busy again, when it may have read a part of the long line
        LockSupport.parkNanos(idleTimeout.toNanos() / 2);
        proceed.get(1).countDown();
        second.expectAnswersTo(longLine);
        third.expectAnswersTo(shortLine);
        return true;
      } catch (Violation e) {
        if (!inTime && System.nanoTime() - start > almost) {
          return false; // a client has been closed before it had sent its line
        }
        throw e;
      } finally {
        proceed.forEach(CountDownLatch::countDown);
      }
    }
  }

  /** Where the threads that serve are busy with others, none of them can notice the room. */
  @Test
  void r13_roomThatAppearsWhileTheServerIsBusyIsUsed() throws IOException {
    Assumptions.assumeTrue(servesManyAtOnce(), "one client at a time: there are no others");
    for (int attempt = 0; attempt < 5; attempt++) {
      if (usesRoomOfABusyTime(Duration.ofSeconds(2))) {
        return;
      }
    }
    Assumptions.abort("no attempt made room within the write timeout");
  }

  /** False if there was no room in time, so that the server might close the client. */
  private boolean usesRoomOfABusyTime(Duration writeTimeout) throws IOException {
    var computes = new AtomicBoolean();
    var entered = new CountDownLatch(clientsThatKeepItBusy());
    var proceed = new AtomicBoolean();
    Work work =
        () -> {
          if (computes.get()) {
            entered.countDown();
            while (!proceed.get()) {
              Thread.onSpinWait();
            }
          }
        };
    long almost = writeTimeout.toNanos() * 9 / 10;
    var busy = new ArrayList<Client>();
    try (HexServer server = start(anyPortWithWriteTimeout(writeTimeout), work);
        Client slow = Client.connect(server.address(), WAIT, 16 * 1024)) {
      long start = System.nanoTime();
      var flood = new Flood(slow);
      if (flood.isGivenUpWithin(writeTimeout.dividedBy(10))) {
        return false;
      }
      computes.set(true);
      for (int i = 0; i < clientsThatKeepItBusy(); i++) {
        busy.add(connect(server).send("1\n"));
      }
      await(entered);
      flood.readAllThereIs(writeTimeout.dividedBy(10)); // makes room
      if (System.nanoTime() - start > almost) {
        proceed.set(true); // or close waits for the work until the drain timeout
        return false;
      }
      LockSupport.parkNanos(writeTimeout.toNanos()); // the timeout has to pass
      computes.set(false);
      proceed.set(true);
      flood.finish();
      busy.forEach(client -> client.expect("0x1"));
      return true;
    } finally {
      proceed.set(true);
      busy.forEach(Client::close);
    }
  }

  @Test
  void r14_closeAnswersWhatHasArrived() throws Exception {
    var entered = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    HexServer server = start(anyPort(LONG_DRAIN), () -> pass(entered, proceed));
    try (server;
        Client client = connect(server)) {
      byte[] lines = Wire.numbers(0, 100);
      byte[] late = Wire.numbers(100, 200); // arrives while the server is busy, before close()
      client.send(lines);
      await(entered);
      client.deliver(late);
      Thread closer = Thread.ofPlatform().name("closer").start(server::close);
      awaitWaiting(closer);
      proceed.countDown();
      client.expectAnswersTo(lines).expectAnswersTo(late).expectEnd();
      assertTrue(closer.join(WAIT), "close() returns when all is answered");
    } finally {
      proceed.countDown();
    }
  }

  /** Nothing but the end of its input says that the last line is complete. */
  @Test
  void r14_closeAnswersTheLastLineOfAClientThatHasHalfClosed() throws Exception {
    var entered = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    HexServer server = start(anyPort(LONG_DRAIN), () -> pass(entered, proceed));
    try (server;
        Client client = connect(server)) {
      client.send("1\n");
      await(entered);
      client.send("255").finish();
      Thread closer = Thread.ofPlatform().name("closer").start(server::close);
      awaitWaiting(closer);
      proceed.countDown();
      client.expect("0x1", "0xff").expectEnd();
      assertTrue(closer.join(WAIT), "close() returns when all is answered");
    } finally {
      proceed.countDown();
    }
  }

  /** The lines of its last read are answered before the cut-off, and not once more behind it. */
  @Test
  void r14_clientThatIsCutOffHasEachLineAnsweredOnce() throws Exception {
    for (int millis = 500; millis <= 8000; millis *= 2) {
      if (answersEachLineBeforeTheCutOff(Duration.ofMillis(millis))) {
        return;
      }
    }
    Assumptions.abort("this machine is too busy to answer two lines within any drain timeout");
  }

  /** False if the drain timeout may have passed, so that the server might close by force. */
  private boolean answersEachLineBeforeTheCutOff(Duration drainTimeout) throws Exception {
    var enter = List.of(new CountDownLatch(1), new CountDownLatch(1));
    var proceed = List.of(new CountDownLatch(1), new CountDownLatch(1));
    var requests = new AtomicInteger();
    Work work =
        () -> {
          int request = requests.getAndIncrement();
          if (request < 2) {
            pass(enter.get(request), proceed.get(request));
          }
        };
    try (HexServer server = start(anyPort(drainTimeout), work);
        Client client = connect(server).send("1\n")) {
      await(enter.get(0));
      client.deliver(Wire.lines("255")); // is read in the drain
      long start = System.nanoTime();
      Thread closer = Thread.ofPlatform().name("closer").start(server::close);
      awaitWaiting(closer);
      proceed.get(0).countDown();
      if (!enter.get(1).await(drainTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      LockSupport.parkNanos(drainTimeout.toNanos() * 5 / 8); // the first half has to pass
      proceed.get(1).countDown();
      try {
        client.expect("0x1", "0xff").expectEnd();
      } catch (Violation e) {
        if (System.nanoTime() - start > drainTimeout.toNanos() * 7 / 8) {
          return false;
        }
        throw e;
      }
      assertTrue(closer.join(WAIT), "close() returns when all is answered");
      return true;
    } finally {
      proceed.forEach(CountDownLatch::countDown);
    }
  }

  /** It may not have seen FIN yet; a reset would take away answers that it has not read. */
  @Test
  void r14_clientThatStillSendsAfterFinIsNotReset() throws Exception {
    for (int attempt = 0; attempt < 10; attempt++) {
      try (HexServer server = start(ServerConfig.onPort(0), Work.NONE);
          Client client = connect(server).ask("1", "0x1")) {
        long start = System.nanoTime();
        Thread closer = Thread.ofPlatform().name("closer").start(server::close);
        try {
          client.expectEnd();
          for (int i = 0; i < 10; i++) {
            client.send("2\n");
            LockSupport.parkNanos(1_000_000); // a reset would come back in this time
          }
          client.expectEndAfterFinish();
          assertTrue(closer.join(WAIT), "close() returns when the client has gone");
          return;
        } catch (Violation e) {
          if (System.nanoTime() - start < LINGER) {
            throw e;
          } // else the server had waited long enough: this machine is too busy to tell
        }
      }
    }
    Assumptions.abort("no client was fast enough to send within the time that FIN may take");
  }

  /** Whoever closes may be interrupted, as by an executor that shuts down: that is no hurry. */
  @Test
  void r14_interruptDoesNotShortenTheDrain() throws Exception {
    var entered = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    HexServer server = start(anyPort(LONG_DRAIN), () -> pass(entered, proceed));
    try (server;
        Client client = connect(server)) {
      byte[] lines = Wire.numbers(0, 100);
      client.send(lines);
      await(entered);
      var isInterrupted = new AtomicBoolean();
      Thread closer =
          Thread.ofPlatform()
              .name("closer")
              .unstarted(() -> {
                Thread.currentThread().interrupt();
                server.close();
                isInterrupted.set(Thread.currentThread().isInterrupted());
              });
      closer.start();
      awaitWaiting(closer);
      closer.interrupt();
      proceed.countDown();
      client.expectAnswersTo(lines).expectEndAfterFinish();
      assertTrue(closer.join(WAIT), "close() returns when all is answered");
      assertTrue(isInterrupted.get(), "the interrupt stays set");
    } finally {
      proceed.countDown();
    }
  }

  @Test
  void r14_closeForcesAClientThatNeverReads() throws IOException {
    try (HexServer server = start(anyPort(Duration.ofMillis(500)), Work.NONE);
        Client client = Client.connect(server.address(), WAIT, 16 * 1024)) {
      var flood = new Flood(client);
      flood.expectBackPressure();
      close(server);
      assertTrue(flood.breaksWithin(WAIT), "R14: the client that never reads is cut off");
    }
  }

  /** A handler is code of others: it may never return, and need not notice an interrupt. */
  @Test
  void r14_closeDoesNotWaitForAHandlerThatDoesNotReturn() throws Exception {
    var entered = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    HexServer server =
        start(anyPort(Duration.ofMillis(500)), () -> ignoreInterrupts(entered, proceed));
    try (Client client = connect(server)) {
      client.send("1\n");
      await(entered);
      close(server);
      assertTrue(client.isClosedWithin(WAIT), "R14: by force");
    } finally {
      proceed.countDown();
      server.close();
    }
  }

  private static void ignoreInterrupts(CountDownLatch entered, CountDownLatch proceed) {
    entered.countDown();
    while (proceed.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
      boolean _ = Thread.interrupted();
    }
  }

  @Test
  void r14_closeLeavesNoThread() throws Exception {
    expectNoThreadLeft(() -> {
      try (HexServer server = start(ServerConfig.onPort(0), Work.NONE);
          Client silent = connect(server)) {
        silent.ask("1", "0x1");
        if (servesManyAtOnce()) {
          expectServes(server);
        }
        close(server);
        silent.expectEnd();
      }
    });
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, StackOverflowError.class, OutOfMemoryError.class})
  void r9_handlerThatThrowsEndsItsConnectionAlone(Class<? extends Throwable> kind)
      throws IOException {
    var next = new AtomicReference<@Nullable Throwable>();
    try (HexServer server = start(ServerConfig.onPort(0), () -> throwOnce(next))) {
      for (int i = 0; i < 3; i++) {
        Client bystander = servesManyAtOnce() ? connect(server).ask("1", "0x1") : null;
        try (Client victim = connect(server).ask("2", "0x2")) {
          next.set(failure(kind));
          victim.send("3\n4\n");
          assertTrue(victim.isClosedWithin(WAIT), "R9: the connection ends");
          assertFalse(next.get() != null, "the work was called");
        }
        if (bystander != null) {
          bystander.ask("5", "0x5").expectEndAfterFinish();
          bystander.close();
        }
        expectServes(server);
      }
    }
  }

  /** {@code takesTime()} is called while the connection is set up, before it is registered. */
  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, StackOverflowError.class, OutOfMemoryError.class})
  void r9_workThatThrowsWhenAClientComesEndsThisClientAlone(Class<? extends Throwable> kind)
      throws IOException {
    var next = new AtomicReference<@Nullable Throwable>();
    Work work =
        new Work() {
          @Override
          public void perform() {}

          @Override
          public boolean takesTime() {
            throwOnce(next);
            return true;
          }
        };
    int most = 4;
    try (HexServer server = start(anyPort(most), work)) {
      for (int i = 0; i < most; i++) { // if they counted on, nobody could come any more
        Client bystander = servesManyAtOnce() ? connect(server).ask("1", "0x1") : null;
        next.set(failure(kind));
        try (Client victim = connect(server)) {
          assertTrue(victim.isClosedWithin(WAIT), "R9: the connection ends");
          assertFalse(next.get() != null, "the work was asked");
        }
        if (bystander != null) {
          bystander.ask("5", "0x5").expectEndAfterFinish();
          bystander.close();
        }
        expectServes(server);
      }
    }
  }

  /** A server that answers many clients in one go must not mix up whose answers are whose. */
  @Test
  void r9_failuresLeaveTheAnswersOfOthersAlone() throws Exception {
    Assumptions.assumeTrue(servesManyAtOnce(), "one client at a time: there are no others");
    var performed = new AtomicInteger();
    Work work =
        new Work() {
          @Override
          public void perform() {
            if (performed.incrementAndGet() % 50 == 0) {
              throw new IllegalStateException("thrown by a test");
            }
          }

          @Override
          public boolean takesTime() {
            return false;
          }
        };
    try (HexServer server = start(ServerConfig.onPort(0), work);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        long base = 1L << (5 * i);
        running.add(
            clients.submit(() -> {
              for (long n = base; n < base + 200; ) {
                try (Client client = connect(server)) {
                  for (; n < base + 200; n++) {
                    assertEquals("0x" + Long.toHexString(n), client.send(n + "\n").line());
                  }
                } catch (Violation e) {
                  n++; // the work for this one has failed, and has ended the connection
                }
              }
            }));
      }
      for (Future<?> each : running) {
        each.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  /** A server that collects answers of many clients must not keep those of clients that failed. */
  @Test
  void r9_answersOfClientsThatFailTakeNoRoom() throws IOException {
    int lines = 500;
    var performed = new AtomicInteger();
    Work work =
        new Work() {
          @Override
          public void perform() {
            if (performed.incrementAndGet() % lines == 0) {
              throw new IllegalStateException("thrown by a test");
            }
          }

          @Override
          public boolean takesTime() {
            return false;
          }
        };
    byte[] requests = Wire.numbers(1_000_000_000_000_000L, 1_000_000_000_000_000L + lines);
    try (HexServer server = start(ServerConfig.onPort(0), work)) {
      for (int i = 0; i < 40; i++) { // together more than the answers of any turn
        try (Client client = connect(server).send(requests)) {
          assertTrue(client.isClosedWithin(WAIT), "R9: the connection ends");
        }
      }
      expectServes(server);
    }
  }

  private static void throwOnce(AtomicReference<@Nullable Throwable> next) {
    Throwable failure = next.getAndSet(null);
    if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }

  private static Throwable failure(Class<? extends Throwable> kind) {
    Supplier<Throwable> newOne =
        kind == StackOverflowError.class
            ? StackOverflowError::new
            : kind == OutOfMemoryError.class
                ? () -> new OutOfMemoryError("thrown by a test")
                : () -> new IllegalStateException("thrown by a test");
    return newOne.get();
  }

  private static void pass(CountDownLatch entered, CountDownLatch proceed) {
    entered.countDown();
    await(proceed);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(WAIT.toMillis(), TimeUnit.MILLISECONDS), "awaited in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until a thread has done what it can do and waits for others. */
  private static void awaitWaiting(Thread thread) {
    long end = System.nanoTime() + WAIT.toNanos();
    var waiting = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
    while (!waiting.contains(thread.getState())) {
      assertTrue(System.nanoTime() - end < 0, () -> thread + " should wait");
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  /**
   * Runs a test on a thread of a group of its own, and waits until no other thread of the group
   * lives. A thread belongs to the group of the one that has started it, unless it is the JDK's
   * own.
   */
  private static void expectNoThreadLeft(Body test) throws Exception {
    var group = new ThreadGroup("no-thread-left");
    var running =
        new FutureTask<@Nullable Void>(() -> {
          test.run();
          return null;
        });
    new Thread(group, running, "runner").start();
    try {
      running.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
    long end = System.nanoTime() + WAIT.toNanos();
    while (!threads(group).isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    List<String> left = threads(group).stream().map(Thread::getName).toList();
    assertEquals(List.of(), left, "threads that survive the server");
  }

  /** The live platform threads of a group. */
  private static List<Thread> threads(ThreadGroup group) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> group.equals(thread.getThreadGroup()))
        .toList();
  }
}
