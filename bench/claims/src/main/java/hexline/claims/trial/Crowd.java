package hexline.claims.trial;

import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.RequestTable;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Clients that stay connected, and of which each asks once when it is told to. */
public final class Crowd implements AutoCloseable {

  private static final RequestTable TABLE = RequestTable.mixed(1);

  private final int clients;
  private final LoadEngine engine;

  /**
   * Connects so many clients.
   *
   * @param patience longest time without any answer; a tenth of it is how long the crowd waits for
   *     clients that were never answered
   */
  public Crowd(InetSocketAddress server, int clients, Duration patience) {
    this.clients = clients;
    this.engine = new LoadEngine(server, new Load.Closed(clients, 1), TABLE, patience, 1);
    engine.connect();
  }

  /** All clients ask at the same time; returns how many have a right answer in the end. */
  public int ask() {
    engine.start();
    engine.drain();
    return Math.toIntExact(engine.answersSinceStart());
  }

  /**
   * All clients ask at the same time; returns the seconds until the last one has its answer.
   *
   * @throws IllegalStateException if some have none
   */
  public double secondsToServeAll() {
    long began = System.nanoTime();
    int served = ask();
    double seconds = (System.nanoTime() - began) / 1e9;
    if (served < clients) {
      throw new IllegalStateException(served + " of " + clients + " clients were answered");
    }
    return seconds;
  }

  @Override
  public void close() {
    engine.close();
  }
}
