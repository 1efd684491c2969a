package hexline.conformance.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** What a process writes, read away so that it never waits; the first mebibyte is kept. */
final class Output {

  private static final int KEPT = 1 << 20;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final InputStream stream;
  private final Thread reader;

  Output(InputStream stream) {
    this.stream = stream;
    this.reader = Thread.ofPlatform().name("server-output").daemon().unstarted(this::drain);
    reader.start();
  }

  private void drain() {
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        synchronized (kept) {
          kept.write(buffer, 0, Math.min(n, KEPT - kept.size()));
        }
      }
    } catch (IOException e) {
      // The process was killed.
    }
  }

  /** All of it; waits for the end, but not for long: a child may have inherited the pipe. */
  String textToEnd() throws InterruptedException {
    reader.join(Duration.ofSeconds(5));
    return text();
  }

  /** What has come so far, a character for a byte. */
  String text() {
    synchronized (kept) {
      return kept.toString(ISO_8859_1);
    }
  }
}
