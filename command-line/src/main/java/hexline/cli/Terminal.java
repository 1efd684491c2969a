package hexline.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal that standard output goes to.
 *
 * @param columns its width when the program started
 * @param takesEscapes whether it obeys escape sequences (ECMA-48), as all but "dumb" ones do
 */
public record Terminal(int columns, boolean takesEscapes) {

  private static final int USUAL = 80; // columns
  private static final int LEAST = 20; // columns; fewer than that nobody has
  private static final Pattern STTY_SIZE = Pattern.compile("[0-9]+ ([0-9]+)\\s*");

  /** The terminal; absent if standard output goes to a file or a pipe. */
  @SuppressWarnings("SystemConsoleNull") // not so on JDK 25: null when output is piped
  public static Optional<Terminal> find() {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? Optional.of(of(System.getenv(), sttySize()))
        : Optional.empty();
  }

  /**
   * A terminal as environment variables and {@code stty size} describe it; it has 80 columns if
   * neither of them says how many.
   */
  static Terminal of(Map<String, String> environment, String sttySize) {
    String type = environment.getOrDefault("TERM", "");
    int columns =
        columns(environment.getOrDefault("COLUMNS", ""))
            .orElseGet(() -> {
              Matcher size = STTY_SIZE.matcher(sttySize);
              return size.matches() ? columns(size.group(1)).orElse(USUAL) : USUAL;
            });
    return new Terminal(columns, !type.isEmpty() && !type.equals("dumb"));
  }

  private static OptionalInt columns(String number) {
    return number.matches("[0-9]{2,4}") && Integer.parseInt(number) >= LEAST
        ? OptionalInt.of(Integer.parseInt(number))
        : OptionalInt.empty(); // stty says 0 where the size is not known
  }

  /** What {@code stty size} prints about the terminal of this process; empty if it cannot. */
  private static String sttySize() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (!stty.waitFor(5, TimeUnit.SECONDS)) {
          return "";
        }
        return new String(stty.getInputStream().readAllBytes(), US_ASCII);
      } finally {
        stty.destroyForcibly();
      }
    } catch (IOException e) {
      return ""; // no stty, or no terminal
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
