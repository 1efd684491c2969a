package hexline.theatre.play;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of a scene have seen. Times are nanoseconds since the scene began.
 *
 * @param startNanos of {@link System#nanoTime}, when the scene began
 * @param startEpochNanos the same moment as time of day, since 1970
 * @param length until the last client had left
 * @param clients in the order of their arrival
 */
public record Play(long startNanos, long startEpochNanos, long length, List<Client> clients) {

  public Play {
    clients = List.copyOf(clients);
  }

  /**
   * A client.
   *
   * @param id counted from 1
   * @param port of its end of the connection
   * @param connectedAt when it began to connect
   * @param endedAt when it left; null if it had not when the scene ended
   * @param batches what it has sent
   * @param arrivals when so many answers in all had come
   * @param readsFrom when it begins to read; its connection before that is not read from
   */
  public record Client(
      int id,
      String name,
      String does,
      int port,
      long connectedAt,
      @Nullable Long endedAt,
      List<Batch> batches,
      List<Arrival> arrivals,
      long readsFrom) {

    public Client {
      batches = List.copyOf(batches);
      arrivals = List.copyOf(arrivals);
    }

    /** How many answers had come by then. */
    public int answersBy(long time) {
      int answers = 0;
      for (Arrival arrival : arrivals) {
        if (arrival.at() <= time) {
          answers = arrival.answers();
        }
      }
      return answers;
    }

    /** When so many answers had come. */
    public OptionalLong answered(int answers) {
      return arrivals.stream()
          .filter(arrival -> arrival.answers() >= answers)
          .mapToLong(Arrival::at)
          .findFirst();
    }

    /** When the first send within a time was; the end of the connection counts as one. */
    public OptionalLong firstSendWithin(long from, long to) {
      for (Batch batch : batches) {
        if (batch.sentAt() >= from && batch.sentAt() <= to) {
          return OptionalLong.of(batch.sentAt());
        }
      }
      Long end = endedAt;
      return end != null && end >= from && end <= to ? OptionalLong.of(end) : OptionalLong.empty();
    }
  }

  /** Lines that were sent at once. */
  public record Batch(long sentAt, int lines) {}

  /** So many answers in all had come at a time. */
  public record Arrival(long at, int answers) {}

  /** When the last answer came; 0 if none did. */
  public long lastAnswer() {
    return clients.stream()
        .flatMap(client -> client.arrivals().stream())
        .mapToLong(Arrival::at)
        .max()
        .orElse(0);
  }
}
