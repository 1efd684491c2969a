package hexline.bench.jmh;

import hexline.bench.load.Measurement;
import hexline.bench.load.Percentiles;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.Observation;
import hexline.bench.server.ProcessFigures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds the figures of the server's process and the latencies to the secondary metrics. {@link Main}
 * switches it on, so that every result file has them.
 */
public final class ServerProfiler implements InternalProfiler {

  private static final double[] PERCENTILES = {50, 99, 99.9};

  @Override
  public String getDescription() {
    return "CPU, memory, threads and context switches of the server, and latencies";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {}

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    var metrics = new ArrayList<ScalarResult>();
    LoadedServer.takeLast()
        .ifPresent(seen -> {
          addServer(seen, metrics);
          addClients(seen.measurement(), metrics);
          if (benchmark.getThreads() == 1) { // else the CPU time is that of several threads
            metrics.add(metric("client.cpu", seen.engineCpuMicros(), "us/op"));
            metrics.add(metric("client.cores", seen.measurement().engineCores(), "cores"));
          }
        });
    IdleConnections.takeLast().ifPresent(idle -> add(idle, metrics));
    return metrics;
  }

  private static void addServer(Observation seen, List<ScalarResult> metrics) {
    metrics.add(metric("server.cpu", seen.serverCpuMicros(), "us/op"));
    metrics.add(metric("server.cores", seen.serverCores(), "cores"));
    ProcessFigures figures = seen.process().orElseThrow().after(); // JMH starts all its servers
    metrics.add(metric("server.resident", figures.residentBytes() / 1048576.0, "MB"));
    metrics.add(metric("server.threads", figures.threads(), "threads"));
    metrics.add(metric("server.descriptors", (double) figures.openFiles(), "files"));
    seen.switches()
        .ifPresent(switches -> {
          metrics.add(metric("server.switches.voluntary", switches.voluntary(), "#/op"));
          metrics.add(metric("server.switches.involuntary", switches.involuntary(), "#/op"));
        });
  }

  private static void addClients(Measurement seen, List<ScalarResult> metrics) {
    metrics.add(metric("clients.served", seen.served(), "clients"));
    metrics.add(metric("clients.fairness", seen.fairness(), "Jain"));
    addLatency("latency.", seen.latency(), seen.engineLateShare(), metrics);
    Histogram fromSend = seen.fromSend();
    Measurement.Punctuality punctuality = seen.punctuality();
    if (fromSend != null && punctuality != null) {
      addLatency("latency.fromSend.", fromSend, 0, metrics);
      double due = Math.max(1, punctuality.due());
      metrics.add(metric("arrivals.late", punctuality.late() / due, "#/op"));
      metrics.add(metric("arrivals.unsent", punctuality.unsent() / due, "#/op"));
    }
  }

  private static void addLatency(
      String prefix, Histogram latency, double engineLateShare, List<ScalarResult> metrics) {
    for (double percentile : PERCENTILES) {
      String name = prefix + "p" + Double.toString(percentile).replaceAll("\\.0$", "");
      Percentiles.of(latency, percentile, engineLateShare)
          .ifPresent(nanos -> metrics.add(metric(name, nanos / 1e3, "us")));
    }
  }

  private static void add(IdleMemory idle, List<ScalarResult> metrics) {
    metrics.add(metric("memory.resident", idle.residentSlope() / 1024, "kB/connection"));
    metrics.add(metric("memory.heap", idle.heapSlope() / 1024, "kB/connection"));
    metrics.add(metric("server.threads", idle.points().getLast().threads(), "threads"));
    metrics.add(
        metric("server.descriptors", (double) idle.points().getLast().openFiles(), "files"));
  }

  private static ScalarResult metric(String name, double value, String unit) {
    return new ScalarResult(name, value, unit, AggregationPolicy.AVG);
  }
}
