package hexline.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of PROTOCOL.md. The jar holds a copy of that file, and the rules' texts are read from
 * its tables.
 */
public enum Rule {
  R1,
  R2,
  R3,
  R4,
  R5,
  R6,
  R7,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15;

  private static final class Document {
    static final String TEXT = read();

    private static String read() {
      try (InputStream file = Rule.class.getResourceAsStream("PROTOCOL.md")) {
        return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final String title;
  private final String statement;

  Rule() {
    // | **R1** Framing | what holds | intent |, where \| is no end of a cell
    Matcher row =
        Pattern.compile("(?m)^\\| \\*\\*" + name() + "\\*\\* ([^|]+) \\| ((?:[^|\\\\]|\\\\.)+) \\|")
            .matcher(Document.TEXT);
    if (!row.find()) {
      throw new IllegalStateException("PROTOCOL.md has no row for " + name());
    }
    title = row.group(1);
    statement = row.group(2).replace("`", "");
  }

  /** A word or two, as in {@code Framing}. */
  public String title() {
    return title;
  }

  /** What holds, in sentences, without Markdown. */
  public String statement() {
    return statement;
  }
}
