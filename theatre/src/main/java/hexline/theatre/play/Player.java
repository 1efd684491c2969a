package hexline.theatre.play;

import hexline.theatre.scene.ClientScript;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Plays a script: two platform threads for each client, one that acts and one that reads. */
public final class Player {

  /** Clients still in the scene at this time are made to leave: it is long over. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  /** Between the start of the threads and the first action. */
  private static final long SETTLE = TimeUnit.MILLISECONDS.toNanos(10);

  private Player() {}

  /**
   * Plays until all clients have left.
   *
   * @throws IOException if a client cannot connect
   */
  public static Play play(List<ClientScript> scripts, InetSocketAddress server)
      throws IOException, InterruptedException {
    long start = System.nanoTime() + SETTLE;
    var clients = new ArrayList<ScriptedClient>();
    for (ClientScript script : scripts) {
      clients.add(new ScriptedClient(clients.size() + 1, script, server, start));
    }
    long epoch = epochNanos() - (System.nanoTime() - start);
    clients.forEach(ScriptedClient::start);
    long end = start + LIMIT.toNanos();
    try {
      for (ScriptedClient client : clients) {
        client.awaitEnd(end);
      }
    } finally {
      clients.forEach(ScriptedClient::close);
    }
    long length = System.nanoTime() - start;
    var seen = new ArrayList<Play.Client>();
    for (ScriptedClient client : clients) {
      seen.add(client.seen());
    }
    return new Play(start, epoch, length, seen);
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
