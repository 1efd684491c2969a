package hexline.claims.trial;

import hexline.bench.load.Load;
import hexline.bench.load.RequestTable;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.Observation;
import hexline.bench.server.Processors;
import hexline.bench.server.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Servers under the same load, in turn: in each block every server has one slice, and the order
 * turns round from block to block. What slows the machine for longer than a block cancels in the
 * ratios of a block.
 */
public final class Race {

  private static final Duration JVM_WARM_UP = Duration.ofMillis(1500);
  private static final Duration WARM_UP = Duration.ofMillis(60);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final RequestTable TABLE = RequestTable.mixed(1);

  private final Map<String, List<Observation>> slices;

  private Race(Map<String, List<Observation>> slices) {
    this.slices = slices;
  }

  /**
   * Starts the servers, warms them up, and measures.
   *
   * @param servers names and options, as in {@code nio --workers 8}
   * @param work of each request
   * @param blocks how often each server has a slice
   * @throws IOException if a server fails, or a client had a wrong answer or none
   */
  public static Race run(List<String> servers, String work, Load load, int blocks, Duration slice)
      throws IOException {
    var lanes = new ArrayList<Lane>();
    try {
      for (String server : servers) {
        lanes.add(new Lane(server, Servers.start(server, work), new ArrayList<>()));
      }
      for (Lane lane : lanes) {
        lane.slice(work, load, JVM_WARM_UP, slice);
      }
      List<Lane> order = lanes;
      for (int block = 0; block < blocks; block++) {
        for (Lane lane : order) {
          lane.slices.add(lane.slice(work, load, WARM_UP, slice));
        }
        order = order.reversed();
      }
      var slices = new LinkedHashMap<String, List<Observation>>();
      lanes.forEach(lane -> slices.put(lane.name, lane.slices));
      return new Race(slices);
    } finally {
      MeasuredServer.close(lanes.stream().map(Lane::server).toList());
    }
  }

  /** A server and what has been seen of it. */
  private record Lane(String name, MeasuredServer server, List<Observation> slices) {

    Observation slice(String work, Load load, Duration warmUp, Duration length) throws IOException {
      var trial = new Trial(warmUp, 1, length, PATIENCE, Processors.atStart().loadThreads());
      Observation seen = trial.run(server, work, load, TABLE, 1);
      if (!seen.measurement().errors().isEmpty()) {
        throw new IOException(name + ": " + seen.measurement().firstError());
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted while " + name + " was measured");
      }
      return seen;
    }
  }

  /** A figure of a server, once for each block. */
  public List<Double> values(String server, ToDoubleFunction<Observation> figure) {
    return slices.getOrDefault(server, List.of()).stream().mapToDouble(figure).boxed().toList();
  }

  /** The ratios of the rates of two servers, one for each block. */
  public List<Double> rateRatios(String server, String other) {
    List<Double> rates = values(server, Race::rate);
    List<Double> others = values(other, Race::rate);
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < rates.size(); i++) {
      ratios.add(rates.get(i) / others.get(i));
    }
    return ratios;
  }

  /** Right answers per second in a slice. */
  public static double rate(Observation slice) {
    return slice.measurement().windows().getFirst().rate();
  }
}
