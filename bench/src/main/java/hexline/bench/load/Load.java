package hexline.bench.load;

/** A pattern of requests that the load engine keeps up. */
public sealed interface Load {

  /** Connections at a time. */
  int connections();

  /** Most requests in flight on any one connection. */
  default int depth() {
    return 1;
  }

  /**
   * Closed loop: every connection always has {@code depth} requests in flight. It finds a server's
   * capacity. Its latencies are those of clients that send nothing while they wait.
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
   * Closed loop of unequal clients: each hog keeps {@code depth} requests in flight, each polite
   * client one. The hogs are the first connections. Latencies are those of the polite clients.
   *
   * @param connections all clients, the hogs included
   * @param hogs fewer than the connections
   */
  record Hog(int connections, int hogs, int depth) implements Load {
    public Hog {
      require(connections > 1 && connections <= 10_000, "connections", connections);
      require(hogs > 0 && hogs < connections, "hogs", hogs);
      require(depth > 0 && depth <= RequestTable.LONGEST_RUN, "depth", depth);
    }

    /** One hog. */
    public Hog(int connections, int depth) {
      this(connections, 1, depth);
    }

    /** Clients with one request in flight. */
    public int polite() {
      return connections - hogs;
    }

    @Override
    public String toString() {
      return "%d x %d + %d x 1".formatted(hogs, depth, polite());
    }
  }

  /** Closed loop of clients that connect, send one request, half-close, and read to the end. */
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
   * Open loop: requests start by a schedule, whether or not the server keeps up. An arrival is sent
   * on a connection with nothing in flight. If there is none, it waits; its latency counts from its
   * intended start.
   *
   * @param perSecond mean rate of arrivals
   * @param arrivals distribution of the gaps between them
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
