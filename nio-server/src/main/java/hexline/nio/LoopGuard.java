package hexline.nio;

import hexline.server.ClientLog;
import hexline.server.guard.AcceptBackoff;
import hexline.server.guard.Admission;
import hexline.server.guard.Deadline;
import hexline.server.guard.DrainClock;
import hexline.server.guard.LingerTime;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an event loop alive and on time: a task that throws ends its own channel (R9), a loop
 * without memory pauses (R15), deadlines are looked at (R12, R13), and the loop ends when it is
 * drained (R14).
 *
 * <p>A deadline that has passed is no reason to close a client: while the loop ran a long task, or
 * while the process was paused, a line may have arrived. So when a tick is due, the guard first
 * lets the loop ask the selector for all channels, and then compares deadlines with the time before
 * it asked. One {@code select} returns a limited number of channels, so it asks once for each
 * {@value #CHANNELS_PER_SELECT}; and a few times more, because one read may bring a part of a line
 * only.
 */
final class LoopGuard {

  private static final Logger LOG = System.getLogger("hexline.nio-server");
  private static final long DRAIN_TICK = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int CHANNELS_PER_SELECT = 256; // the JDK's: 1024 with epoll, 256 with kqueue
  private static final int READS_OF_A_LINE = 3; // at most, while memory is scarce

  private final Selector selector;
  private final DrainClock drain;
  private final BooleanSupplier mayGetMore;
  private final AcceptBackoff backoff = new AcceptBackoff(LOG);
  private final long tick;

  private long now = System.nanoTime(); // at the end of the last turn
  private long tickAt = now;
  private int asksLeft; // turns until the deadlines are judged; 0 while no tick is due
  private long askedAt; // when the first of these turns began
  private boolean drainSeen;
  private @Nullable ChannelTask delayed;
  private long delayedUntil;
  private int lingering;

  LoopGuard(Selector selector, NioParts server, BooleanSupplier mayGetMore) {
    this.selector = selector;
    this.drain = server.drain();
    this.mayGetMore = mayGetMore;
    this.tick = Deadline.tick(server.config());
  }

  /** Runs a task; whatever it throws ends the task's own channel. */
  void run(ChannelTask task) {
    try {
      task.run();
    } catch (Throwable e) {
      try {
        task.fail(e);
      } catch (Throwable further) { // no memory even to close
        pause(further);
      }
    }
  }

  /** Waits until there may be memory again. */
  void pause(Throwable failure) {
    backoff.pause(failure);
  }

  /** Runs a task after some time, in nanoseconds; there is one such task at a time. */
  void delay(long nanos, ChannelTask task) {
    delayed = task;
    delayedUntil = System.nanoTime() + nanos;
  }

  /** Counts a connection in that has sent FIN and lingers; false if there are too many. */
  boolean tryLinger() {
    if (lingering >= Admission.MAX_LINGERING && !drain.isDraining()) {
      return false;
    }
    lingering++;
    tickAt = Math.min(tickAt, now + LingerTime.LOOK);
    return true;
  }

  /** Counts out a connection that {@link #tryLinger} has counted in. */
  void endLinger() {
    lingering--;
  }

  DrainClock drain() {
    return drain;
  }

  /** How long {@code select} may sleep; at least 1, because 0 would mean for ever. */
  long millisToTick() {
    long until = delayed == null ? tickAt : Math.min(tickAt, delayedUntil);
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - now));
  }

  /** Whether the next {@code select} must not sleep, because deadlines are to be judged. */
  boolean mustAsk() {
    return asksLeft > 0;
  }

  /** The end of a turn. */
  void checkTime() {
    now = System.nanoTime();
    if (Thread.interrupted()) { // with the interrupt status set, select would not sleep again
      LOG.log(Level.WARNING, "ignored an interrupt of the event loop");
    }
    ChannelTask due = delayed;
    if (due != null && now - delayedUntil >= 0) {
      delayed = null;
      run(due);
    }
    if (drain.isDraining() && !drainSeen) {
      drainSeen = true;
      tickAt = now;
    }
    if (asksLeft > 0) {
      if (--asksLeft == 0) {
        tick();
      }
    } else if (now - tickAt >= 0) {
      askedAt = now;
      asksLeft = selector.keys().size() / CHANNELS_PER_SELECT + READS_OF_A_LINE;
    }
  }

  private void tick() {
    long lookAt = lingering > 0 ? Math.min(tick, LingerTime.LOOK) : tick;
    tickAt = now + (drainSeen ? DRAIN_TICK : lookAt);
    backoff.succeeded();
    for (SelectionKey key : selector.keys()) {
      ((ChannelTask) key.attachment()).checkTime(askedAt);
    }
  }

  /** Whether the loop is to end: every channel is closed, or the drain timeout has passed. */
  boolean isDrained() {
    return drain.isOver()
        || (drain.isDraining() && selector.keys().isEmpty() && !mayGetMore.getAsBoolean());
  }

  /** Closes all channels, and the selector. On the loop. */
  void closeAll() {
    try (selector) {
      selector.keys().forEach(LoopGuard::close);
    } catch (IOException | ClosedSelectorException e) {
      LOG.log(Level.DEBUG, "could not close all channels", e);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "could not close a channel", e);
    }
  }

  /** Closes the channel of a client, which also cancels its key. */
  static void close(SocketChannel channel, ClientLog log) {
    try {
      channel.close();
    } catch (IOException e) {
      log.lost(e);
    }
  }

  /**
   * Waits for the loop's thread, and closes its channels if it does not end in time. An interrupt
   * does not shorten the drain, and stays set.
   */
  void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive() && !drain.isOver()) {
      try {
        thread.join(Duration.ofNanos(DRAIN_TICK));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      drain.tick();
    }
    if (thread.isAlive()) { // in a task; it holds the selector's lock, so to close that would wait
      try {
        selector.keys().forEach(LoopGuard::close);
      } catch (ClosedSelectorException e) {
        // The loop has come to its end meanwhile, and has closed all channels.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
