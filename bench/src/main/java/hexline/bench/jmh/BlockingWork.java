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
 * Requests that each block a thread, as a database call does. A pool, or an event loop, can hold
 * only as many waits at a time as it has threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 2,
    jvmArgsPrepend = {Main.ALLOW_UNSAFE, Main.ALLOW_NATIVE})
public class BlockingWork {

  /** A server of the suite with any options, or {@code name=command {port}}. */
  @Param({
    "sync",
    "threaded",
    "threaded --threads 16",
    "nio",
    "nio --workers 64",
    "async",
    "async --workers 64",
    "virtual"
  })
  public String server = "";

  @Param({"64"})
  public int connections;

  @Param({"1"})
  public int depth;

  @Param({"block:10ms"})
  public String work = "";

  @Setup
  public void start(LoadedServer loaded) throws IOException {
    loaded.start(server, work, new Load.Closed(connections, depth), false);
  }

  @Benchmark
  @OperationsPerInvocation(LoadedServer.BATCH)
  public void requests(LoadedServer loaded) {
    loaded.serve();
  }
}
