package hexline.torture.soak;

import hexline.conformance.client.Wire;
import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Lines of all kinds that a server may get: integers of all forms and sizes, and what is none. */
final class Lines {

  private static final int LONGEST_LEGAL = 1024;

  private Lines() {}

  /** A line without LF, of at most 1024 bytes. */
  static byte[] one(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Wire.bytes(String.valueOf(random.nextLong()));
      case 1 -> Wire.bytes(digits(random, 1 + random.nextInt(LONGEST_LEGAL)));
      case 2 -> Wire.bytes(" \t+" + random.nextInt(1_000_000) + " ");
      case 3 -> Wire.bytes("1_0" + random.nextInt(100));
      case 4 -> Wire.bytes(random.nextBoolean() ? "" : "-0");
      case 5 -> garbage(random);
      default -> Wire.bytes(String.valueOf(random.nextInt(100_000)));
    };
  }

  /** So many lines, each with its LF, some with CR before it, and few of them too long. */
  static byte[] some(Random random, int count) {
    var lines = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      boolean tooLong = random.nextInt(100) == 0;
      lines.writeBytes(
          tooLong
              ? Wire.bytes(digits(random, LONGEST_LEGAL + 1 + random.nextInt(LONGEST_LEGAL)))
              : one(random));
      lines.writeBytes(Wire.bytes(random.nextInt(5) == 0 ? "\r\n" : "\n"));
    }
    return lines.toByteArray();
  }

  /** How many lines there are. */
  static long count(byte[] lines) {
    long count = 0;
    for (byte each : lines) {
      count += each == '\n' ? 1 : 0;
    }
    return count;
  }

  private static String digits(Random random, int count) {
    var digits = new StringBuilder();
    while (digits.length() < count) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  private static byte[] garbage(Random random) {
    byte[] bytes = Wire.random(random, random.nextInt(64));
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        bytes[i] = 0;
      }
    }
    return bytes;
  }
}
