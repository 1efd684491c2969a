package hexline.theatre.scene;

import hexline.theatre.play.Play;
import hexline.theatre.recording.Recording;
import hexline.theatre.recording.Recording.Act;
import hexline.theatre.recording.Recording.Connection;
import hexline.theatre.recording.Recording.Lane;
import hexline.theatre.recording.Recording.Park;
import hexline.theatre.recording.Recording.Probing;
import hexline.theatre.recording.Recording.Request;
import hexline.theatre.recording.Recording.VirtualThread;
import hexline.theatre.recording.Recording.Wait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recording that was made up, so that the right caption is known. Times are in milliseconds. */
final class Take {

  private static final long MILLI = 1_000_000;
  private static final long LENGTH = 400;

  private final List<Lane> threads = new ArrayList<>();
  private final List<VirtualThread> virtualThreads = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();
  private final List<Act> steps = new ArrayList<>();
  private final List<Wait> waits = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private final List<Play.Client> clients = new ArrayList<>();

  Take thread(long id, String name) {
    threads.add(new Lane(id, name, "platform"));
    return this;
  }

  Take carrier(long id, String name) {
    threads.add(new Lane(id, name, "carrier"));
    return this;
  }

  /** A virtual thread that is parked once. */
  Take virtual(int client, long from, long to, String text) {
    var park = new Park(from * MILLI, to * MILLI, text);
    virtualThreads.add(new VirtualThread(client, "client-" + (client + 2), List.of(park)));
    return this;
  }

  Take step(long thread, @Nullable Integer client, String step, long from, long to) {
    return step(thread, client, step, from, to, null);
  }

  Take step(
      long thread,
      @Nullable Integer client,
      String step,
      long from,
      long to,
      @Nullable Long bytes) {
    steps.add(new Act(thread, client, step, from * MILLI, to * MILLI, bytes, step));
    return this;
  }

  /** A call that blocks its thread until it ends. */
  Take blocked(long thread, int client, String step, long from, long to) {
    return step(thread, client, step, from, to).step(thread, client, "wait", from, to);
  }

  Take wait(int client, String cause, long from, long to) {
    waits.add(new Wait(client, from * MILLI, to * MILLI, cause, null, null, cause));
    return this;
  }

  /** A client that sends nothing. */
  Take idle(int id, String name) {
    return client(id, name, LENGTH, 0, List.of(), List.of());
  }

  /** A client that sends so many lines at a time, and has all answers at another one. */
  Take client(int id, long left, long sent, int lines, @Nullable Long answered) {
    requests.add(new Request(id, sent * MILLI, answered == null ? null : answered * MILLI));
    return client(
        id,
        "client " + id,
        left,
        0,
        List.of(new Play.Batch(sent * MILLI, lines)),
        answered == null ? List.of() : List.of(new Play.Arrival(answered * MILLI, lines)));
  }

  /** A client that begins to read late. */
  Take slow(int id, long sent, long reads) {
    requests.add(new Request(id, sent * MILLI, (reads + 20) * MILLI));
    return client(
        id,
        "client " + id,
        LENGTH,
        reads,
        List.of(new Play.Batch(sent * MILLI, 1000)),
        List.of(new Play.Arrival((reads + 20) * MILLI, 1000)));
  }

  private Take client(
      int id,
      String name,
      long left,
      long reads,
      List<Play.Batch> batches,
      List<Play.Arrival> arrivals) {
    connections.add(new Connection(id, name, "", MILLI, left * MILLI));
    clients.add(
        new Play.Client(
            id, name, "", 4000 + id, MILLI, left * MILLI, batches, arrivals, reads * MILLI));
    return this;
  }

  /** What a caption says about it. */
  String caption(Caption caption) {
    var recording =
        new Recording(
            "server",
            List.of("java"),
            "agent",
            LENGTH * MILLI,
            threads,
            virtualThreads,
            connections,
            steps,
            waits,
            requests,
            "",
            List.of(),
            new Probing(null, null, ""));
    return caption.of(new Play(0, 0, LENGTH * MILLI, clients), recording);
  }
}
