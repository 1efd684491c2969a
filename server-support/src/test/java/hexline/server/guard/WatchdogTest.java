package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.server.ServerConfig;
import hexline.server.guard.WatchedConnection.Look;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchdogTest {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  /** A connection that says what a look at it finds, and counts what is done with it. */
  private static final class Connection implements WatchedConnection {
    final AtomicInteger looks = new AtomicInteger();
    final AtomicInteger drains = new AtomicInteger();
    final AtomicInteger timeOuts = new AtomicInteger();
    final AtomicInteger aborts = new AtomicInteger();
    volatile Supplier<Look> finding = () -> Look.FINE;
    volatile Runnable onDrain = () -> {};

    @Override
    public Look look(long now, boolean inGrace) {
      looks.incrementAndGet();
      return finding.get();
    }

    @Override
    public void drain() {
      drains.incrementAndGet();
      onDrain.run();
    }

    @Override
    public void timedOut() {
      timeOuts.incrementAndGet();
    }

    @Override
    public void abort() {
      aborts.incrementAndGet();
    }
  }

  private static Watchdog watchdog(int maxConnections) {
    return new Watchdog(
        "test",
        ServerConfig.onPort(0)
            .withMaxConnections(maxConnections)
            .withIdleTimeout(Duration.ofMillis(10)) // so it looks every 5 ms
            .withDrainTimeout(Duration.ofMillis(200)));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, "it takes too long");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static void close(Watchdog watchdog) {
    watchdog.close(() -> {}, () -> false);
  }

  private final Watchdog watchdog = watchdog(2);
  private final Connection connection = new Connection();

  @Test
  @DisplayName("R12, R13: a client whose time has passed is closed, and its place is free")
  void timedOut() {
    assertTrue(watchdog.admit(connection));
    assertTrue(watchdog.admit(new Connection()));
    assertFalse(watchdog.admit(new Connection()), "R11: it is full");
    assertEquals(2, watchdog.count());
    await(() -> connection.looks.get() > 2);
    assertEquals(0, connection.aborts.get());
    connection.finding = () -> Look.TIMED_OUT;
    await(() -> connection.aborts.get() > 0);
    await(() -> watchdog.count() == 1);
    assertEquals(1, connection.timeOuts.get());
    assertTrue(watchdog.admit(new Connection()));
  }

  @Test
  @DisplayName("R12: a client whose lateness is not certain is looked at again, and not closed")
  void suspect() {
    connection.finding = () -> Look.SUSPECT;
    assertTrue(watchdog.admit(connection));
    await(() -> connection.looks.get() > 5);
    assertEquals(0, connection.aborts.get());
    assertEquals(1, watchdog.count());
  }

  @Test
  @DisplayName("R9: a connection that fails does not end the watchdog")
  void survives() {
    var broken = new Connection();
    broken.finding =
        () -> {
          throw new OutOfMemoryError("thrown by a test");
        };
    assertTrue(watchdog.admit(broken));
    await(() -> broken.looks.get() > 2);
    watchdog.forget(broken);
    connection.finding = () -> Look.TIMED_OUT;
    assertTrue(watchdog.admit(connection));
    await(() -> connection.aborts.get() > 0);
  }

  @Test
  @DisplayName("a connection that lingers is no client, and is watched until it has ended")
  void lingers() {
    assertTrue(watchdog.admit(connection));
    watchdog.linger(connection);
    assertEquals(1, watchdog.count());
    assertTrue(watchdog.admit(new Connection()));
    assertTrue(watchdog.admit(new Connection()), "its place is free");
    int looks = connection.looks.get();
    await(() -> connection.looks.get() > looks);
    connection.finding = () -> Look.TIMED_OUT;
    await(() -> connection.aborts.get() > 0);
    await(() -> watchdog.count() == 2);
  }

  @Test
  @DisplayName("R11: a thousand connections linger, further ones are reset")
  void lingersLimited() {
    for (int i = 0; i < Admission.MAX_LINGERING; i++) {
      watchdog.linger(new Connection());
    }
    watchdog.linger(connection);
    assertEquals(1, connection.aborts.get());
    assertEquals(Admission.MAX_LINGERING, watchdog.count());
  }

  @Test
  @DisplayName("a connection that has ended is not watched any more")
  void forgets() {
    assertTrue(watchdog.admit(connection));
    watchdog.forget(connection);
    watchdog.forget(connection); // counts it out once
    assertEquals(0, watchdog.count());
    assertTrue(watchdog.admit(new Connection()));
    assertTrue(watchdog.admit(new Connection()));
    assertFalse(watchdog.admit(new Connection()));
    watchdog.linger(connection);
    watchdog.forget(connection);
    assertEquals(2, watchdog.count());
  }

  @Test
  @DisplayName("R14: a drain asks connections to end until they have; none is closed by force")
  void drains() {
    assertTrue(watchdog.admit(connection));
    connection.onDrain =
        () -> {
          if (connection.drains.get() == 3) {
            watchdog.forget(connection);
          }
        };
    assertFalse(watchdog.drain().isDraining());
    close(watchdog);
    assertEquals(3, connection.drains.get());
    assertEquals(0, connection.aborts.get());
    assertTrue(watchdog.isClosed());
    close(watchdog); // a second caller finds it closed
  }

  @Test
  @DisplayName("R14: what has not ended at the end of the drain timeout is closed by force")
  void drainEnds() {
    var lingering = new Connection();
    assertTrue(watchdog.admit(connection));
    watchdog.linger(lingering);
    var attempts = new AtomicInteger();
    watchdog.close(
        () -> {
          if (attempts.incrementAndGet() % 2 == 1) {
            throw new OutOfMemoryError("thrown by a test");
          }
        },
        () -> attempts.get() < 3);
    assertTrue(attempts.get() >= 3, "it stops accepting again and again");
    assertTrue(connection.drains.get() > 1);
    assertEquals(List.of(1, 1), List.of(connection.aborts.get(), lingering.aborts.get()));
    assertTrue(watchdog.drain().isOver());
  }

  @Test
  @DisplayName("R14: an interrupt does not shorten a drain, and stays set")
  void interrupted() {
    assertTrue(watchdog.admit(connection));
    connection.onDrain =
        () -> {
          Thread.currentThread().interrupt();
          if (connection.drains.get() == 3) {
            watchdog.forget(connection);
          }
        };
    close(watchdog);
    assertTrue(Thread.interrupted());
    assertEquals(3, connection.drains.get());
  }

  @Test
  @DisplayName("who comes when all is over is told so")
  void late() {
    close(watchdog);
    assertFalse(watchdog.admit(connection));
    assertEquals(0, connection.aborts.get(), "the caller closes it");
    watchdog.linger(connection);
    assertEquals(1, connection.aborts.get());
  }

  @Test
  @DisplayName("R14: in a drain any number of connections may linger")
  void lingersInDrain() {
    assertTrue(watchdog.admit(connection));
    var lingering = new ArrayList<Connection>();
    connection.onDrain =
        () -> {
          for (int i = 0; i <= Admission.MAX_LINGERING; i++) {
            var other = new Connection();
            lingering.add(other);
            watchdog.linger(other);
          }
          assertEquals(0, lingering.stream().mapToInt(other -> other.aborts.get()).sum());
          lingering.forEach(watchdog::forget);
          watchdog.forget(connection);
        };
    close(watchdog);
    assertEquals(Admission.MAX_LINGERING + 1, lingering.size());
    assertEquals(0, connection.aborts.get());
  }
}
