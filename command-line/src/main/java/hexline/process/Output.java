package hexline.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a child process writes to one of its streams. A thread reads it, so that the child never
 * waits for room in the pipe. The first 512 KiB and the last 512 KiB are kept. Thread-safe.
 */
public final class Output {

  private static final int HALF = 512 * 1024;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final InputStream stream;
  private final Thread reader;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private byte[] tail = {}; // a ring, once the head is full
  private long tailWritten;

  /**
   * Starts to read a stream to its end.
   *
   * @param name of the reading thread
   */
  Output(String name, InputStream stream) {
    this.stream = stream;
    this.reader = Thread.ofPlatform().name(name).daemon().unstarted(this::drain);
    reader.start();
  }

  private void drain() {
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        keep(buffer, n);
      }
    } catch (IOException e) {
      // The process was killed.
    }
  }

  private synchronized void keep(byte[] bytes, int length) {
    int toHead = Math.min(length, HALF - head.size());
    head.write(bytes, 0, toHead);
    if (toHead < length && tail.length == 0) {
      tail = new byte[HALF];
    }
    for (int i = toHead; i < length; i++) {
      tail[(int) (tailWritten++ % HALF)] = bytes[i];
    }
  }

  /** What has come so far; a line in the middle says how many bytes are left out, if any are. */
  public synchronized String text(Charset charset) {
    int kept = (int) Math.min(tailWritten, HALF);
    long leftOut = tailWritten - kept;
    var last = new ByteArrayOutputStream();
    for (long i = leftOut; i < tailWritten; i++) {
      last.write(tail[(int) (i % HALF)]);
    }
    String gap = leftOut == 0 ? "" : "\n... " + leftOut + " bytes are left out ...\n";
    return head.toString(charset) + gap + last.toString(charset);
  }

  /**
   * Waits until all that will ever come has come: for the end of the stream, but 5 s at most,
   * because a process that still runs may have inherited the pipe. Returns this.
   */
  public Output awaitEnd() throws InterruptedException {
    reader.join(LONGEST_WAIT);
    return this;
  }

  /** The first line, in UTF-8; absent as long as it is not complete. */
  public synchronized Optional<String> firstLine() {
    String text = head.toString(StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    return end < 0 ? Optional.empty() : Optional.of(text.substring(0, end).stripTrailing());
  }

  /** The last lines that have come, in UTF-8; blank ones do not count. */
  public List<String> lastLines(int count) {
    List<String> lines =
        text(StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }
}
