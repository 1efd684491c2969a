package hexline.docs.console;

import java.util.List;

/**
 * A step of a transcript, and the output that the document shows below it.
 *
 * @param action what is done
 * @param terminal its name
 * @param text what is typed, without a line end; empty for {@link Action#LOOK}
 * @param line number of the first line of the step in the document, from 1
 * @param lines how many lines of the document the step itself takes
 * @param shown the output
 */
public record Step(
    Action action, String terminal, String text, int line, int lines, List<String> shown) {

  /** What a step does. */
  public enum Action {
    /** {@code NAME$ COMMAND}: types a command at the prompt of the shell. */
    COMMAND,
    /** {@code NAME> TEXT}: types a line, or presses a key, for the program that runs. */
    INPUT,
    /** {@code NAME:} shows what the terminal has printed since it was last shown. */
    LOOK
  }

  public Step {
    shown = List.copyOf(shown);
  }

  /** As it stands in the document, on one line. */
  @Override
  public String toString() {
    return switch (action) {
      case COMMAND -> terminal + "$ " + text;
      case INPUT -> terminal + "> " + text;
      case LOOK -> terminal + ":";
    };
  }
}
