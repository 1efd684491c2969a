package hexline.server;

import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes log lines on a thread of its own. A thread that logs only puts the event into a bounded
 * queue and never waits for {@code write}, which may block without end: nobody reads the pipe, or
 * control-S has stopped the terminal. An event that finds the queue full is dropped; a later line
 * says how many were. Thread-safe; {@link #publish} does not throw.
 */
final class LogWriter extends Handler {

  private static final int CAPACITY = 1024; // events
  private static final int KEPT_FOR_WARNINGS = 64; // places that lower levels do not take
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final OutputStream out;
  private final Charset charset;
  private final Formatter format;
  private final BlockingQueue<LogRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicInteger pending = new AtomicInteger(); // queued or being written
  private final AtomicLong dropped = new AtomicLong(); // since it was last said
  private long saidAt = System.nanoTime() - SECOND;

  /** Starts the thread, a daemon. */
  LogWriter(OutputStream out, Charset charset, Formatter format) {
    this.out = out;
    this.charset = charset;
    this.format = format;
    Thread.ofPlatform().name("log-writer").daemon().start(this::run);
  }

  @Override
  public void publish(LogRecord event) {
    boolean isWarning = event.getLevel().intValue() >= Level.WARNING.intValue();
    pending.incrementAndGet();
    if ((!isWarning && queue.remainingCapacity() <= KEPT_FOR_WARNINGS) || !queue.offer(event)) {
      pending.decrementAndGet();
      dropped.incrementAndGet();
    }
  }

  private void run() {
    while (true) {
      try {
        LogRecord event = queue.take();
        try {
          write(event);
          sayWhatWasDropped();
        } finally {
          pending.decrementAndGet();
        }
      } catch (InterruptedException e) {
        // Nobody ends this thread: the JVM does.
      } catch (Throwable e) { // no memory for the line, or standard error is closed
        dropped.incrementAndGet();
      }
    }
  }

  private void write(LogRecord event) throws Exception {
    out.write(format.format(event).getBytes(charset));
    out.flush();
  }

  /** When the queue is empty, or each second while it is not: not after every line. */
  private void sayWhatWasDropped() throws Exception {
    long now = System.nanoTime();
    if (dropped.get() == 0 || (!queue.isEmpty() && now - saidAt < SECOND)) {
      return;
    }
    saidAt = now;
    long count = dropped.getAndSet(0);
    var event =
        new LogRecord(
            Level.WARNING,
            "dropped " + count + " log lines, which came faster than standard error took them");
    event.setLoggerName(ServerLog.NAME);
    write(event);
  }

  /** Waits until all events that have been published are written, for the given time at most. */
  void flush(long nanos) {
    long start = System.nanoTime();
    while (pending.get() > 0 && System.nanoTime() - start < nanos) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /** Does nothing: a caller of this must not wait. */
  @Override
  public void flush() {}

  /** Does nothing: the writer lives as long as the JVM. */
  @Override
  public void close() {}
}
