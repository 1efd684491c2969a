package hexline.claims.trial;

import hexline.bench.load.RequestTable;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.MeasuredServer;
import java.io.IOException;
import java.time.Duration;

/** The memory that idle clients take in a server. */
public final class IdleBytes {

  private static final RequestTable TABLE = RequestTable.mixed(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private IdleBytes() {}

  /**
   * Starts a server and returns the bytes for each client: growth of the resident memory outside
   * the heap, and of the live heap.
   *
   * @param clients how many connect, in four steps
   */
  public static double perClient(String server, int clients) throws IOException {
    try (MeasuredServer started = Servers.start(server)) {
      IdleMemory memory = IdleMemory.measure(started, clients, TABLE, PATIENCE);
      if (memory.error() != null) {
        throw new IOException(server + ": " + memory.error());
      }
      return Math.max(1, memory.bytesPerConnection());
    }
  }
}
