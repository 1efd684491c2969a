package hexline.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogWriterTest {

  private static final Formatter MESSAGE_ONLY =
      new Formatter() {
        @Override
        public String format(LogRecord event) {
          return event.getMessage() + "\n";
        }
      };

  /** Like a pipe that is not read: its first write blocks until it is opened. */
  private static final class BlockedStream extends OutputStream {
    final CountDownLatch isBlocked = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);
    final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      isBlocked.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      written.write(bytes, from, length);
    }

    List<String> lines() {
      return written.toString(UTF_8).lines().toList();
    }
  }

  private final BlockedStream stream = new BlockedStream();
  private final LogWriter writer = new LogWriter(stream, UTF_8, MESSAGE_ONLY);

  private void publish(Level level, int count) {
    for (int i = 0; i < count; i++) {
      writer.publish(new LogRecord(level, level.getName()));
    }
  }

  @Test
  void whoLogsDoesNotWaitAndTheLogSaysWhatWasDropped() throws Exception {
    publish(Level.FINE, 1);
    stream.isBlocked.await();
    publish(Level.FINE, 5000);
    writer.flush(TimeUnit.MILLISECONDS.toNanos(10)); // comes back, too
    stream.open.countDown();
    writer.flush(TimeUnit.MINUTES.toNanos(1));
    List<String> lines = stream.lines();
    long written = lines.stream().filter(line -> line.equals("FINE")).count();
    long dropped = 0;
    for (String line : lines) {
      if (line.startsWith("dropped ")) {
        dropped += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    assertTrue(dropped > 0, lines::toString);
    assertEquals(5001, written + dropped, "each event is written or counted");
  }

  @Test
  void aFloodOfLowLevelsLeavesPlacesForWarnings() throws Exception {
    publish(Level.FINE, 1);
    stream.isBlocked.await();
    publish(Level.FINE, 5000);
    publish(Level.WARNING, 10);
    stream.open.countDown();
    writer.flush(TimeUnit.MINUTES.toNanos(1));
    assertEquals(10, stream.lines().stream().filter(line -> line.equals("WARNING")).count());
  }

  @Test
  void goesOnAfterALineThatCannotBeWritten() throws Exception {
    var failing =
        new LogWriter(
            stream,
            UTF_8,
            new Formatter() {
              @Override
              public String format(LogRecord event) {
                if (event.getMessage().isEmpty()) {
                  throw new OutOfMemoryError("thrown by a test");
                }
                return event.getMessage() + "\n";
              }
            });
    stream.open.countDown();
    failing.publish(new LogRecord(Level.INFO, ""));
    failing.publish(new LogRecord(Level.INFO, "next"));
    failing.flush(TimeUnit.MINUTES.toNanos(1));
    List<String> lines = stream.lines();
    assertTrue(lines.contains("next"), lines::toString);
    assertTrue(lines.getLast().startsWith("dropped 1 log line"), lines::toString);
  }
}
