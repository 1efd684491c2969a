package hexline.exercises;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a trial of a reader's file ended.
 *
 * @param green the steps that passed, in order
 * @param red the step that failed; null if none did, or if the trial ended before the first one
 * @param reason what was expected and what was seen; empty if the trial is green
 * @param printed the last lines that the server has printed
 */
record Outcome(List<Step> green, @Nullable Step red, String reason, List<String> printed) {

  Outcome {
    green = List.copyOf(green);
    printed = List.copyOf(printed);
  }

  boolean isGreen() {
    return reason.isEmpty();
  }
}
