package hexline.conformance.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Bytes as they go over the wire: the cases' notation for them, and the reports' quotation. */
public final class Wire {

  private static final int SHOWN = 60;

  private Wire() {}

  /** One byte for each character. */
  public static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** One character for each byte. */
  public static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** The lines, each followed by LF. */
  public static byte[] lines(String... lines) {
    return bytes(String.join("\n", lines) + "\n");
  }

  /** The numbers from {@code from} to {@code to - 1}, one a line; all answers differ. */
  public static byte[] numbers(long from, long to) {
    var text = new StringBuilder();
    for (long n = from; n < to; n++) {
      text.append(n).append('\n');
    }
    return bytes(text.toString());
  }

  public static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  public static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Printable on one line: quoted, control characters escaped, cut after 60 columns. */
  public static String quote(byte[] bytes) {
    var text = new StringBuilder();
    int shown = 0;
    while (shown < bytes.length && text.length() < SHOWN) {
      text.append(escape(bytes[shown++]));
    }
    String quoted = '"' + text.toString() + '"';
    return shown < bytes.length ? quoted + "... (" + bytes.length + " bytes)" : quoted;
  }

  public static String quote(String text) {
    return quote(bytes(text));
  }

  private static String escape(byte b) {
    return switch (b) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      default -> b >= ' ' && b < 0x7f ? String.valueOf((char) b) : "\\x%02x".formatted(b);
    };
  }
}
