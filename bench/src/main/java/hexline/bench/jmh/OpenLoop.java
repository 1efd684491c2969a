package hexline.bench.jmh;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Latencies at a share of the capacity, which a closed loop measures first. Requests start by a
 * schedule, and latency counts from the intended start.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 2,
    jvmArgsPrepend = {Main.ALLOW_UNSAFE, Main.ALLOW_NATIVE})
public class OpenLoop {

  /** A server of the suite with any options, or {@code name=command {port}}. */
  @Param({"threaded", "nio", "async", "virtual"})
  public String server = "";

  @Param({"256"})
  public int connections;

  /** Percent of the capacity. */
  @Param({"50", "80"})
  public int share;

  @Param("POISSON")
  public Arrivals.Kind arrivals = Arrivals.Kind.POISSON;

  @Param({"none"})
  public String work = "";

  @Setup
  public void start(LoadedServer loaded, BenchmarkParams benchmark) throws IOException {
    Load closed = new Load.Closed(connections, 1);
    double capacity = LoadedServer.capacity(server, work, closed, benchmark);
    double rate = capacity * share / 100;
    loaded.start(server, work, new Load.Open(connections, rate, arrivals), true);
  }

  @Benchmark
  @OperationsPerInvocation(LoadedServer.BATCH)
  public void requests(LoadedServer loaded) {
    loaded.serve();
  }
}
