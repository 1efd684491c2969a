package hexline.bench.jmh;

import static java.util.Objects.requireNonNull;

import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.RequestTable;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Time until all clients are connected and have one answer. The memory of each connection is a
 * secondary metric.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(
    value = 2,
    jvmArgsPrepend = {Main.ALLOW_UNSAFE, Main.ALLOW_NATIVE})
public class IdleConnections {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final RequestTable TABLE = RequestTable.mixed(1);
  private static final AtomicReference<@Nullable IdleMemory> LAST = new AtomicReference<>();

  /** A server of the suite with any options, or {@code name=command {port}}. */
  @Param({"threaded", "nio", "async", "virtual"})
  public String server = "";

  @Param({"1000", "8000"})
  public int connections;

  private @Nullable MeasuredServer process;
  private @Nullable LoadEngine engine;

  /** The memory that the last iteration measured; each is returned once. */
  static Optional<IdleMemory> takeLast() {
    return Optional.ofNullable(LAST.getAndSet(null));
  }

  /** Starts a server. */
  @Setup(Level.Iteration)
  public void start() throws IOException {
    process = startUsed();
    engine = new LoadEngine(process.address(), new Load.Closed(connections, 1), TABLE, PATIENCE, 1);
  }

  /** A new process that has answered a few clients, so that its classes and buffers are loaded. */
  private MeasuredServer startUsed() throws IOException {
    MeasuredServer started = MeasuredServer.start(ServerSpec.parse(server), "none");
    try (var few = new LoadEngine(started.address(), new Load.Closed(16, 1), TABLE, PATIENCE, 1)) {
      few.connect();
      few.start();
      few.run(Duration.ofSeconds(1));
      few.drain();
    }
    return started;
  }

  @Benchmark
  public int connectAndAnswer() {
    LoadEngine clients = requireNonNull(engine);
    clients.connect();
    clients.start();
    clients.drain();
    return clients.neverAnswered();
  }

  /**
   * Measures memory, unless this was a warm-up. It takes a new process, because this one would
   * reuse the memory of its closed connections.
   */
  @TearDown(Level.Iteration)
  public void stop(IterationParams iteration) throws IOException {
    LoadEngine clients = requireNonNull(engine);
    clients.close();
    requireNonNull(process).close();
    if (!clients.errors().isEmpty() || clients.neverAnswered() > 0) {
      throw new IllegalStateException(
          "%d clients without an answer, first error: %s"
              .formatted(clients.neverAnswered(), clients.errors().first()));
    }
    if (iteration.getType() == IterationType.WARMUP) {
      return;
    }
    try (var fresh = startUsed()) {
      IdleMemory idle = IdleMemory.measure(fresh, connections, TABLE, PATIENCE);
      if (idle.error() != null) {
        throw new IllegalStateException(idle.server() + ": " + idle.error());
      }
      LAST.set(idle);
    }
  }
}
