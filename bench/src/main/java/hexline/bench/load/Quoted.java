package hexline.bench.load;

/** Bytes of a server as text that cannot harm a terminal and shows every byte. */
public final class Quoted {

  private static final int MOST = 64; // bytes

  private Quoted() {}

  /**
   * The bytes between quotes: printable ASCII as it is, {@code \r}, {@code \n}, {@code \t}, {@code
   * \\} and {@code \'} in the way of Java, any other byte as {@code \xNN}. Of more than 64 bytes
   * the first 64, followed by the number of all.
   */
  public static String of(byte[] bytes) {
    var text = new StringBuilder("'");
    for (int i = 0; i < Math.min(bytes.length, MOST); i++) {
      append(text, bytes[i]);
    }
    text.append('\'');
    if (bytes.length > MOST) {
      text.append("... (").append(bytes.length).append(" bytes)");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, byte b) {
    switch (b) {
      case '\r' -> text.append("\\r");
      case '\n' -> text.append("\\n");
      case '\t' -> text.append("\\t");
      case '\\' -> text.append("\\\\");
      case '\'' -> text.append("\\'");
      default -> {
        if (b >= ' ' && b <= '~') {
          text.append((char) b);
        } else {
          text.append("\\x%02x".formatted(b));
        }
      }
    }
  }
}
