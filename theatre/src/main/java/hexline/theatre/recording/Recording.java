package hexline.theatre.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one server has done in a scene. Times are nanoseconds since the scene began.
 *
 * @param server its label
 * @param command without the class path
 * @param recorder {@code agent} or {@code strace}
 * @param length of the scene
 * @param threads kernel threads, by first appearance
 * @param virtualThreads those that serve clients, by client
 * @param connections the clients
 * @param steps what the threads have done; on one thread they nest or are disjoint
 * @param waits why a client waited
 * @param requests what the clients have sent, and when the answer came
 * @param caption what there is to notice
 * @param unseen what could not be seen; empty if all was seen
 * @param probes what watching has cost
 */
public record Recording(
    String server,
    List<String> command,
    String recorder,
    long length,
    List<Lane> threads,
    List<VirtualThread> virtualThreads,
    List<Connection> connections,
    List<Act> steps,
    List<Wait> waits,
    List<Request> requests,
    String caption,
    List<String> unseen,
    Probing probes) {

  public Recording {
    command = List.copyOf(command);
    threads = List.copyOf(threads);
    virtualThreads = List.copyOf(virtualThreads);
    connections = List.copyOf(connections);
    steps = List.copyOf(steps);
    waits = List.copyOf(waits);
    requests = List.copyOf(requests);
    unseen = List.copyOf(unseen);
  }

  /** The same with a caption. */
  public Recording withCaption(String text) {
    return new Recording(
        server,
        command,
        recorder,
        length,
        threads,
        virtualThreads,
        connections,
        steps,
        waits,
        requests,
        text,
        unseen,
        probes);
  }

  /** The same with the cost of the probes. */
  public Recording withProbes(Probing cost) {
    return new Recording(
        server,
        command,
        recorder,
        length,
        threads,
        virtualThreads,
        connections,
        steps,
        waits,
        requests,
        caption,
        unseen,
        cost);
  }

  /**
   * A kernel thread.
   *
   * @param kind {@code platform}, {@code carrier} of virtual threads, {@code poller} or {@code other}
   */
  public record Lane(long id, String name, String kind) {

    /** What it is called in a sentence. A name alone may be that of another client: client-3. */
    public String label() {
      boolean isCommon = kind.equals("platform") || kind.equals("other");
      return (isCommon ? "thread " : kind + " ") + name;
    }
  }

  /**
   * A virtual thread. What it does are the steps for its client on carriers; while it is parked it
   * keeps none.
   *
   * @param connection the client that it serves
   * @param parks when it was parked, in order
   */
  public record VirtualThread(int connection, String name, List<Park> parks) {

    public VirtualThread {
      parks = List.copyOf(parks);
    }
  }

  /** A time in which a virtual thread is parked, and what it waits for. */
  public record Park(long from, long to, String text) {}

  /** A client and its connection. */
  public record Connection(
      int id, String name, String does, long connectedAt, @Nullable Long endedAt) {}

  /**
   * What a kernel thread does.
   *
   * @param connection for which client; null if for none, or for all
   * @param step one of the words of the format
   */
  public record Act(
      long thread,
      @Nullable Integer connection,
      String step,
      long from,
      long to,
      @Nullable Long bytes,
      String text) {

    /** Whether it is for this client. */
    public boolean isFor(int client) {
      return connection != null && connection == client;
    }
  }

  /**
   * A time in which a client waits.
   *
   * @param cause {@code client}: it has sent nothing; {@code thread}: its bytes are there, and the
   *     thread that takes them is busy with another client; {@code turn}: its lines are read, and
   *     others come first in a loop; {@code work}: its own request's work; {@code room}: it does not
   *     read its answers
   * @param thread that it waits for, if there is one
   * @param behind the client that this thread is busy with
   */
  public record Wait(
      int connection,
      long from,
      long to,
      String cause,
      @Nullable Long thread,
      @Nullable Integer behind,
      String text) {}

  /** A line, or many that were sent at once; {@code answeredAt} is the time of the last answer. */
  public record Request(int connection, long sentAt, @Nullable Long answeredAt) {}

  /** The time until the last answer with and without probes. */
  public record Probing(@Nullable Long withNanos, @Nullable Long withoutNanos, String text) {}
}
