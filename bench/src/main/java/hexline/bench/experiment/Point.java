package hexline.bench.experiment;

import hexline.bench.load.Load;
import hexline.bench.server.ServerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * An experiment with one load: all servers are compared at it.
 *
 * @param experiment whose question it asks
 * @param name heading in the table
 * @param work value of the servers' option {@code --work}
 * @param servers which servers are asked
 * @param slice length of a slice
 * @param fixedLoad the load, if it is the same for all servers
 * @param loadOf the load for a server with a capacity, in requests per second
 */
public record Point(
    Experiment experiment,
    String name,
    String work,
    List<ServerSpec> servers,
    Duration slice,
    Optional<Load> fixedLoad,
    DoubleFunction<Load> loadOf) {

  /** The load of KeepAlive whose rate is called a server's capacity. */
  public static final Load.Closed CAPACITY = new Load.Closed(256, 1);

  /** The value of {@code --work} for servers that only convert. */
  public static final String NO_WORK = "none";

  public Point {
    servers = List.copyOf(servers);
  }

  /** A point with the same load for all servers. */
  static Point of(
      Experiment experiment,
      String name,
      String work,
      List<ServerSpec> servers,
      Duration slice,
      Load load) {
    return new Point(experiment, name, work, servers, slice, Optional.of(load), capacity -> load);
  }

  /** A point with a load that depends on the capacity of the server. */
  static Point ofCapacity(
      Experiment experiment,
      String name,
      List<ServerSpec> servers,
      Duration slice,
      DoubleFunction<Load> loadOf) {
    return new Point(experiment, name, NO_WORK, servers, slice, Optional.empty(), loadOf);
  }
}
