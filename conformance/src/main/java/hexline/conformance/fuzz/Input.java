package hexline.conformance.fuzz;

import hexline.conformance.client.Oracle;
import hexline.conformance.client.Wire;
import java.util.random.RandomGenerator;

/** Requests drawn at random: numbers, what nearly is one, noise, and lines around the limit. */
public final class Input {

  private static final String LIKELY = "0123456789 0123456789_-+\r\t\u000b\f.x\0";

  private Input() {}

  /** Lines of about this many bytes in all. Every other time the last one has no LF. */
  public static byte[] draw(RandomGenerator random, int size) {
    var text = new StringBuilder();
    do {
      text.append(line(random, size - text.length()))
          .append(random.nextInt(4) == 0 ? "\r\n" : "\n");
    } while (text.length() < size);
    if (random.nextBoolean()) {
      text.setLength(text.length() - 1);
    }
    return Wire.bytes(text.toString());
  }

  private static String line(RandomGenerator random, int room) {
    return switch (random.nextInt(10)) {
      case 0 -> noise(random);
      case 1, 2 -> nearlyNumber(random);
      case 3 ->
          room > Oracle.MAX_LINE
              ? digits(random, Oracle.MAX_LINE - 2 + random.nextInt(5))
              : digits(random, 1 + random.nextInt(60));
      default -> sign(random) + digits(random, 1 + random.nextInt(20));
    };
  }

  private static String noise(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return Wire.text(bytes);
  }

  private static String nearlyNumber(RandomGenerator random) {
    var text = new StringBuilder();
    for (int n = random.nextInt(12); n > 0; n--) {
      text.append(LIKELY.charAt(random.nextInt(LIKELY.length())));
    }
    return text.toString();
  }

  private static String sign(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> "-";
      case 1 -> "+";
      default -> "";
    };
  }

  private static String digits(RandomGenerator random, int count) {
    var text = new StringBuilder(count);
    for (int n = count; n > 0; n--) {
      text.append((char) ('0' + random.nextInt(10)));
    }
    return text.toString();
  }
}
