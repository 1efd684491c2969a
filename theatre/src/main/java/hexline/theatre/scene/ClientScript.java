package hexline.theatre.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * A client of a scene.
 *
 * @param name as in "client 1"
 * @param does what it does, in a few words
 * @param connectMillis when it connects, in milliseconds since the scene began
 * @param actions in the order of their times; the last one is that it leaves
 */
public record ClientScript(String name, String does, int connectMillis, List<Action> actions) {

  public ClientScript {
    actions = List.copyOf(actions);
    if (actions.isEmpty() || !(actions.getLast() instanceof Action.Leave)) {
      throw new IllegalArgumentException(name + " must leave");
    }
  }

  /** A client without actions; its script goes on with the methods of what this returns. */
  static Writer at(int connectMillis, String name, String does) {
    return new Writer(connectMillis, name, does);
  }

  /** Whether it reads answers from the beginning. */
  public boolean readsAtOnce() {
    return actions.stream().noneMatch(Action.Read.class::isInstance);
  }

  /** How many lines it sends. */
  public int lines() {
    return actions.stream()
        .mapToInt(action -> action instanceof Action.Send send ? send.count() : 0)
        .sum();
  }

  /** Writes a script. */
  static final class Writer {
    private final int connectMillis;
    private final String name;
    private final String does;
    private final List<Action> actions = new ArrayList<>();

    private Writer(int connectMillis, String name, String does) {
      this.connectMillis = connectMillis;
      this.name = name;
      this.does = does;
    }

    Writer sends(int atMillis, String line) {
      return sends(atMillis, line, 1);
    }

    /** Sends the same line so many times, at once. */
    Writer sends(int atMillis, String line, int count) {
      actions.add(new Action.Send(atMillis, (line + "\n").repeat(count), count));
      return this;
    }

    Writer reads(int atMillis) {
      actions.add(new Action.Read(atMillis));
      return this;
    }

    ClientScript leaves(int atMillis) {
      actions.add(new Action.Leave(atMillis));
      return new ClientScript(name, does, connectMillis, actions);
    }
  }
}
