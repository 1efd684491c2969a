package hexline.theatre.convert;

import hexline.theatre.agent.Step;
import hexline.theatre.play.Play;
import hexline.theatre.watch.Seen;
import hexline.theatre.watch.Watched;
import java.util.List;
import java.util.Map;

/** Plays and events with known answers. Times are in milliseconds. */
final class Plays {

  static final long MILLI = 1_000_000;

  private static final long ZERO = 77 * MILLI; // when the play began, on the clock of the events

  private Plays() {}

  static Play of(long lengthMillis, Play.Client... clients) {
    return new Play(ZERO, 5, lengthMillis * MILLI, List.of(clients));
  }

  /** A client that is connected from 1 ms on, has port 4000 + id, and sends a line at some time. */
  static Play.Client client(int id, long endMillis, long sentMillis, long answeredMillis) {
    return new Play.Client(
        id,
        "client " + id,
        "sends one line",
        4000 + id,
        MILLI,
        endMillis * MILLI,
        List.of(new Play.Batch(sentMillis * MILLI, 1)),
        List.of(new Play.Arrival(answeredMillis * MILLI, 1)),
        0);
  }

  /** A client that is connected from 1 ms on, and begins to read at some time. */
  static Play.Client reader(int id, long endMillis, long sentMillis, long readsMillis) {
    return new Play.Client(
        id,
        "client " + id,
        "does not read at first",
        4000 + id,
        MILLI,
        endMillis * MILLI,
        List.of(new Play.Batch(sentMillis * MILLI, 1)),
        List.of(new Play.Arrival((readsMillis + 10) * MILLI, 1)),
        readsMillis * MILLI);
  }

  static Watched watched(Seen... events) {
    return new Watched(
        Watched.Clock.MONOTONIC,
        List.of(events),
        Map.of(100L, "acceptor", 101L, "ForkJoinPool-1-worker-1"),
        Map.of(51L, "client-3"),
        List.of("The recorder has lost something."));
  }

  static Seen platform(Step step, long from, long to, int client) {
    return new Seen(step, at(from), at(to), 1, false, 100, 100, port(client), -1, false);
  }

  static Seen virtual(Step step, long from, long to, int client, long begin, long end) {
    return new Seen(step, at(from), at(to), 50 + client, true, begin, end, port(client), -1, false);
  }

  private static long at(long millis) {
    return ZERO + millis * MILLI;
  }

  private static int port(int client) {
    return client == 0 ? 0 : 4000 + client;
  }
}
