package hexline.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.cli.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a child process writes to one of its streams. A thread reads it to its end, so that the
 * child never waits for room in the pipe, however much it writes. The first 128 KiB and the last
 * 128 KiB are kept, in memory that is taken at the start: the thread cannot end for lack of it.
 * Lines are returned in UTF-8, printable and cut after 2,000 characters. Thread-safe.
 */
public final class Output {

  private static final int HALF = 128 * 1024;
  private static final int AT_ONCE = 64 * 1024; // bytes of a read: as many as a pipe holds
  private static final int LONGEST_LINE = 2000; // characters
  private static final int MOST_BYTES = 4; // of a character in UTF-8
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final InputStream stream;
  private final Thread reader;
  private final byte[] head = new byte[HALF];
  private int headLength;
  private int firstLineEnd = -1; // index in the head; negative while it is not known
  private final byte[] tail = new byte[HALF]; // a ring, once the head is full
  private long tailWritten;

  /**
   * Starts to read a stream to its end.
   *
   * @param name of the reading thread
   */
  Output(String name, InputStream stream) {
    this.stream = stream;
    byte[] buffer = new byte[AT_ONCE]; // by this thread, so that a lack of memory is seen
    this.reader = Thread.ofPlatform().name(name).daemon().unstarted(() -> drain(buffer));
    reader.start();
  }

  private void drain(byte[] buffer) {
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        keep(buffer, n);
      }
    } catch (IOException e) {
      // The process was killed.
    }
  }

  private synchronized void keep(byte[] bytes, int length) {
    int toHead = Math.min(length, HALF - headLength);
    System.arraycopy(bytes, 0, head, headLength, toHead);
    findFirstLine(toHead);
    headLength += toHead;
    keepInTail(bytes, toHead, length);
  }

  /** Looks for the end of the first line among bytes that have been added to the head. */
  private void findFirstLine(int added) {
    for (int i = headLength; firstLineEnd < 0 && i < headLength + added; i++) {
      if (head[i] == '\n' || i == LONGEST_LINE * MOST_BYTES) {
        firstLineEnd = i;
      }
    }
  }

  private void keepInTail(byte[] bytes, int from, int to) {
    int next = from;
    while (next < to) {
      int at = (int) (tailWritten % HALF);
      int length = Math.min(to - next, HALF - at);
      System.arraycopy(bytes, next, tail, at, length);
      next += length;
      tailWritten += length;
    }
  }

  /** How many bytes have come so far. */
  public synchronized long size() {
    return headLength + tailWritten;
  }

  /** What has come so far; a line in the middle says how many bytes are left out, if any are. */
  public String text(Charset charset) {
    return text(charset, 0);
  }

  /** The same, without the first bytes, as many as {@link #size} has returned before. */
  public synchronized String text(Charset charset, long from) {
    int start = (int) Math.min(from, headLength);
    int kept = (int) Math.min(Math.min(tailWritten, HALF), headLength + tailWritten - from);
    long leftOut = tailWritten - kept - Math.max(0, from - headLength);
    String gap = leftOut == 0 ? "" : "\n... " + leftOut + " bytes are left out ...\n";
    return new String(head, start, headLength - start, charset)
        + gap
        + new String(lastOfTail(kept), charset);
  }

  private byte[] lastOfTail(int length) {
    byte[] last = new byte[length];
    for (int i = 0; i < length; ) {
      int at = (int) ((tailWritten - length + i) % HALF);
      int part = Math.min(length - i, HALF - at);
      System.arraycopy(tail, at, last, i, part);
      i += part;
    }
    return last;
  }

  /**
   * Waits until all that will ever come has come: for the end of the stream, but 5 s at most,
   * because a process that still runs may have inherited the pipe. Returns this.
   */
  public Output awaitEnd() throws InterruptedException {
    reader.join(LONGEST_WAIT);
    return this;
  }

  /**
   * The first line; absent as long as it is not complete. A line that is too long to be returned
   * whole is complete when its first part has come.
   */
  public synchronized Optional<String> firstLine() {
    return firstLineEnd < 0
        ? Optional.empty()
        : Optional.of(printable(new String(head, 0, firstLineEnd, UTF_8)));
  }

  /** The last lines that have come; blank ones do not count. */
  public List<String> lastLines(int count) {
    byte[] end = lastBytes(count * LONGEST_LINE * MOST_BYTES);
    var lines = new ArrayList<String>();
    for (int to = end.length; to > 0 && lines.size() < count; ) {
      int from = to;
      while (from > 0 && end[from - 1] != '\n') {
        from--;
      }
      String line = printable(new String(end, from, to - from, UTF_8));
      if (!line.isBlank()) {
        lines.addFirst(line);
      }
      to = from - 1;
    }
    return lines;
  }

  private synchronized byte[] lastBytes(int most) {
    int fromTail = (int) Math.min(most, Math.min(tailWritten, HALF));
    int fromHead = tailWritten == fromTail ? Math.min(most - fromTail, headLength) : 0;
    byte[] last = Arrays.copyOfRange(head, headLength - fromHead, headLength + fromTail);
    System.arraycopy(lastOfTail(fromTail), 0, last, fromHead, fromTail);
    return last;
  }

  private static String printable(String line) {
    String text = line.stripTrailing();
    return text.length() <= LONGEST_LINE
        ? Printable.of(text)
        : Printable.of(text.substring(0, LONGEST_LINE)) + " ... (cut: the line is longer)";
  }
}
