package hexline.bench.load;

/** What a load engine does to a server. */
public sealed interface Load {

  /** How many connections it holds. */
  int connections();

  /** Most requests in flight on any one connection. */
  default int depth() {
    return 1;
  }

  /**
   * Closed loop: every connection always has {@code depth} requests in flight. It finds a server's
   * capacity; its latencies are those of a client that waits whenever the server does.
   */
  record Closed(int connections, int depth) implements Load {
    public Closed {
      require(connections > 0 && connections <= 10_000, "connections", connections);
      require(depth > 0 && depth <= RequestTable.LONGEST_RUN, "depth", depth);
    }

    @Override
    public String toString() {
      return connections + " x " + depth;
    }
  }

  /**
   * Closed loop of unequal clients: one keeps {@code depth} requests in flight, the others one each.
   * Latencies are of the others.
   *
   * @param connections all clients, the hog among them
   */
  record Hog(int connections, int depth) implements Load {
    public Hog {
      require(connections > 1 && connections <= 10_000, "connections", connections);
      require(depth > 0 && depth <= RequestTable.LONGEST_RUN, "depth", depth);
    }

    @Override
    public String toString() {
      return "1 x %d + %d x 1".formatted(depth, connections - 1);
    }
  }

  /** Closed loop of clients that open a connection, send one request, and read to the end. */
  record Connect(int connections) implements Load {
    public Connect {
      require(connections > 0 && connections <= 10_000, "connections", connections);
    }

    @Override
    public String toString() {
      return connections + " at a time";
    }
  }

  /**
   * Open loop: requests start by a schedule, whether or not the server keeps up. An arrival takes a
   * connection that has nothing in flight; if there is none it waits, and its latency counts from
   * when it was meant to start.
   *
   * @param perSecond mean rate of arrivals
   * @param arrivals how they are spread
   */
  record Open(int connections, double perSecond, Arrivals.Kind arrivals) implements Load {
    public Open {
      require(connections > 0 && connections <= 10_000, "connections", connections);
      require(perSecond > 0, "rate", perSecond);
    }

    @Override
    public String toString() {
      return "%,.0f/s over %d".formatted(perSecond, connections);
    }
  }

  private static void require(boolean holds, String name, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " out of range: " + value);
    }
  }
}
