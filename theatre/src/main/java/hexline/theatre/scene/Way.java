package hexline.theatre.scene;

import hexline.theatre.recording.Recording;
import hexline.theatre.recording.Recording.Act;
import java.util.Set;
import java.util.stream.Collectors;

/** How a server waits for its clients, as a recording shows it. */
enum Way {
  /** One thread is blocked for one client at a time. */
  ONE_BY_ONE,
  /** Several threads are blocked, each for one client at a time. */
  THREADS,
  /** One thread waits for any client, and reads itself. */
  LOOP,
  /** The JDK waits for any client, and runs a stage of the server when a read or write is complete. */
  COMPLETIONS,
  /** Virtual threads are parked, each for one client. */
  VIRTUAL,
  /** None of them, or a mixture. */
  OTHER;

  static Way of(Recording recording) {
    if (!recording.virtualThreads().isEmpty()) {
      return VIRTUAL;
    }
    if (!threads(recording, "complete").isEmpty()) {
      return COMPLETIONS;
    }
    Set<Long> readers = threads(recording, "read");
    if (threads(recording, "select").stream().anyMatch(readers::contains)) {
      return readers.size() == 1 ? LOOP : OTHER;
    }
    boolean areBlocked =
        recording.steps().stream()
            .anyMatch(act -> act.step().equals("wait") && act.connection() != null);
    return !areBlocked ? OTHER : readers.size() == 1 ? ONE_BY_ONE : THREADS;
  }

  private static Set<Long> threads(Recording recording, String step) {
    return recording.steps().stream()
        .filter(act -> act.step().equals(step))
        .map(Act::thread)
        .collect(Collectors.toSet());
  }
}
