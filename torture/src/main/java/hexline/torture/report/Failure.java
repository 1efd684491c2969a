package hexline.torture.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A violation in its parts, as far as its message has them: "after sending X: expected Y, got Z".
 *
 * @param stimulus what the client had done; may be empty
 * @param expected what the server had to do; may be empty
 * @param seen what it did
 */
record Failure(String stimulus, String expected, String seen) {

  /** The kit writes the first two parts, so that the first "got" is the kit's, too. */
  private static final Pattern FORM = Pattern.compile("(?s)(?:(.*?): )?expected (.*?), got (.*)");

  static Failure of(String message) {
    Matcher form = FORM.matcher(message);
    if (!form.matches()) {
      return new Failure("", "", message);
    }
    String stimulus = form.group(1);
    return new Failure(stimulus == null ? "" : stimulus, form.group(2), form.group(3));
  }
}
