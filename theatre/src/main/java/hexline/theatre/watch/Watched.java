package hexline.theatre.watch;

import java.util.List;
import java.util.Map;

/**
 * All that a recorder has seen of a server.
 *
 * @param clock which the times of the events are of
 * @param events in no order
 * @param names of kernel threads
 * @param virtualNames of virtual threads, by their Java ids
 * @param unseen what the recorder knows that it has not seen, in sentences
 */
public record Watched(
    Clock clock,
    List<Seen> events,
    Map<Long, String> names,
    Map<Long, String> virtualNames,
    List<String> unseen) {

  /** A clock that all processes of a machine share. */
  public enum Clock {
    /** {@link System#nanoTime}. */
    MONOTONIC,
    /** Nanoseconds since 1970. */
    TIME_OF_DAY
  }

  public Watched {
    events = List.copyOf(events);
    names = Map.copyOf(names);
    virtualNames = Map.copyOf(virtualNames);
    unseen = List.copyOf(unseen);
  }
}
