package hexline.bench.jmh;

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

/**
 * Requests that each use processor time, from one client with many requests in flight and polite
 * clients with one each. Latencies are those of the polite clients.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 2,
    jvmArgsPrepend = {Main.ALLOW_UNSAFE, Main.ALLOW_NATIVE})
public class CpuWork {

  /** A server of the suite with any options, or {@code name=command {port}}. */
  @Param({"sync", "threaded", "nio", "async", "virtual"})
  public String server = "";

  @Param({"17"})
  public int connections;

  @Param({"1"})
  public int hogs;

  @Param({"16"})
  public int depth;

  @Param({"cpu:1ms"})
  public String work = "";

  @Setup
  public void start(LoadedServer loaded) throws IOException {
    loaded.start(server, work, new Load.Hog(connections, hogs, depth), false);
  }

  @Benchmark
  @OperationsPerInvocation(LoadedServer.BATCH)
  public void requests(LoadedServer loaded) {
    loaded.serve();
  }
}
