package hexline.conformance.fuzz;

import hexline.conformance.fuzz.Step.Send;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Makes a session that fails as short as it can be made: it leaves out half of the steps, a
 * quarter, and so on down to a single one, and then parts of what is sent in the same way, as long
 * as the session fails.
 */
public final class Shrinker {

  private final Predicate<Session> fails;
  private final BooleanSupplier isOver;
  private Session shortest;

  private Shrinker(Session failing, Predicate<Session> fails, BooleanSupplier isOver) {
    this.shortest = failing;
    this.fails = fails;
    this.isOver = isOver;
  }

  /**
   * Returns a session that fails, and of which nothing can be left out.
   *
   * @param fails whether a session fails
   * @param isOver whether to be content with what has been found
   */
  public static Session shrink(Session failing, Predicate<Session> fails, BooleanSupplier isOver) {
    var shrinker = new Shrinker(failing, fails, isOver);
    while (shrinker.hasLeftOutSteps() || shrinker.hasLeftOutBytes()) {
      // Again: what had to stay before may be left out now.
    }
    return shrinker.shortest;
  }

  private boolean hasLeftOutSteps() {
    int steps = shortest.steps().size();
    for (int size = steps; size > 0 && !isOver.getAsBoolean(); size /= 2) {
      for (int from = 0; from < steps; from += size) {
        if (stillFails(shortest.replaced(from, Math.min(from + size, steps), List.of()))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean hasLeftOutBytes() {
    List<Step> steps = shortest.steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Send(String bytes)
          && (isJoined(i, bytes) || hasLeftOutBytes(i, bytes))) {
        return true;
      }
    }
    return false;
  }

  /** Sends the next step's bytes in the same step. */
  private boolean isJoined(int i, String bytes) {
    return i + 1 < shortest.steps().size()
        && shortest.steps().get(i + 1) instanceof Send(String next)
        && stillFails(shortest.replaced(i, i + 2, List.of(new Send(bytes + next))));
  }

  private boolean hasLeftOutBytes(int i, String bytes) {
    for (int size = bytes.length() / 2; size > 0; size /= 2) {
      for (int from = 0; from < bytes.length() && !isOver.getAsBoolean(); from += size) {
        String rest =
            bytes.substring(0, from) + bytes.substring(Math.min(from + size, bytes.length()));
        if (stillFails(shortest.replaced(i, i + 1, List.of(new Send(rest))))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean stillFails(Session session) {
    if (isOver.getAsBoolean() || !fails.test(session)) {
      return false;
    }
    shortest = session;
    return true;
  }
}
