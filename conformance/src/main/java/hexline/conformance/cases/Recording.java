package hexline.conformance.cases;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hexline.conformance.client.Wire;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * CPython's answers: {@code session.txt}, written by {@code src/test/python/session.py}. A line is
 * a request in hexadecimal digits, a space, and the answer.
 */
public final class Recording {

  private final byte[] requests;
  private final byte[] answers;

  private Recording(byte[] requests, byte[] answers) {
    this.requests = requests;
    this.answers = answers;
  }

  /** Reads the recording. */
  public static Recording load() {
    var requests = new ByteArrayOutputStream();
    var answers = new ByteArrayOutputStream();
    var file = Objects.requireNonNull(Recording.class.getResourceAsStream("session.txt"));
    try (var reader = new BufferedReader(new InputStreamReader(file, US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int space = line.indexOf(' ');
        requests.writeBytes(HexFormat.of().parseHex(line, 0, space));
        requests.write('\n');
        answers.writeBytes(Wire.bytes(line.substring(space + 1) + "\n"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Recording(requests.toByteArray(), answers.toByteArray());
  }

  /** All requests, each followed by LF. The caller must not change the array. */
  public byte[] requests() {
    return requests;
  }

  /** All answers, each followed by LF. The caller must not change the array. */
  public byte[] answers() {
    return answers;
  }
}
