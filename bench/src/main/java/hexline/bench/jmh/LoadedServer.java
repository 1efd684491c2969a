package hexline.bench.jmh;

import static java.util.Objects.requireNonNull;

import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.Measurement;
import hexline.bench.load.RequestTable;
import hexline.bench.report.Audit;
import hexline.bench.server.CpuClock;
import hexline.bench.server.CpuTicks;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.NullServer;
import hexline.bench.server.Observation;
import hexline.bench.server.ProcessFigures;
import hexline.bench.server.Processors;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Slice;
import hexline.bench.server.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * A server process and the engine that loads it, for the length of a JMH trial. Each iteration is
 * one window; between iterations nothing is in flight. The engine has as many threads as the bench
 * takes without an option, whatever {@code -t} says: JMH's threads call it in turn.
 */
@State(Scope.Benchmark)
public class LoadedServer {

  /** Requests of each invocation: so few that it ends within an iteration on the slowest server. */
  static final int BATCH = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long SEED = 1;
  private static final int THREADS = Processors.atStart().loadThreads();
  private static final ServerSpec NULL_SERVER =
      ServerSpec.nullServer(NullServer.loops(Processors.atStart().count(), THREADS));
  private static final RequestTable TABLE = RequestTable.mixed(SEED);
  private static final AtomicReference<@Nullable Observation> LAST = new AtomicReference<>();

  private @Nullable MeasuredServer server;
  private @Nullable LoadEngine engine;
  private Optional<ProcessFigures> before = Optional.empty();
  private @Nullable CpuTicks clock;
  private @Nullable CpuClock cpu;
  private String work = "";
  private boolean allMustBeServed;
  private long serverCpu;
  private long goal;
  private final Lock turn = new ReentrantLock(true); // fair: JMH ends when each thread has had it

  /**
   * Starts a server and connects to it.
   *
   * @param spec of a server; "null" is {@link NullServer}, which shows the engine's ceiling
   * @param allMustBeServed whether a client without an answer fails the audit
   */
  synchronized void start(String spec, String work, Load load, boolean allMustBeServed)
      throws IOException {
    this.work = work;
    this.allMustBeServed = allMustBeServed;
    boolean ceiling = spec.equals(NULL_SERVER.label());
    server = MeasuredServer.start(ceiling ? NULL_SERVER : ServerSpec.parse(spec), work);
    RequestTable table = ceiling ? RequestTable.repeated(NullServer.NUMBER) : TABLE;
    engine = new LoadEngine(server.address(), load, table, PATIENCE, SEED, THREADS);
    engine.connect();
  }

  /**
   * Requests per second of a new process of a server under a closed loop, with the warm-up and the
   * length of the benchmark.
   *
   * @throws IllegalStateException if the measurement fails its audit
   */
  static double capacity(String spec, String work, Load load, BenchmarkParams benchmark)
      throws IOException {
    IterationParams warmUp = benchmark.getWarmup();
    try (var server = MeasuredServer.start(ServerSpec.parse(spec), work)) {
      var trial =
          new Trial(
              time(warmUp).multipliedBy(warmUp.getCount()),
              1,
              time(benchmark.getMeasurement()),
              PATIENCE,
              THREADS);
      Measurement seen = trial.run(server, work, load, TABLE, SEED).measurement();
      Audit.failure(seen, true).ifPresent(LoadedServer::fail);
      return seen.windows().getFirst().rate();
    }
  }

  private static Duration time(IterationParams iteration) {
    return Duration.ofNanos(iteration.getTime().convertTo(TimeUnit.NANOSECONDS));
  }

  /** The observation of the last iteration; each is returned once. */
  static Optional<Observation> takeLast() {
    return Optional.ofNullable(LAST.getAndSet(null));
  }

  /** Begins a window. */
  @Setup(Level.Iteration)
  public synchronized void resume() throws IOException {
    goal = 0;
    before = server().figures();
    cpu = CpuClock.of(server().family());
    engine().start();
    clock = new CpuTicks();
    serverCpu = cpu.nanos();
    engine().begin();
  }

  /** Waits for {@link #BATCH} more answers; further ones count for the next call. */
  void serve() {
    turn.lock();
    try {
      goal += BATCH;
      long missing = goal - engine().answersSinceStart();
      if (missing > 0) {
        engine().serve(missing);
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * Ends the window and waits for the answers in flight.
   *
   * @throws IllegalStateException if a measured window fails its audit, so that it has no score; a
   *     warm-up may fail, because a cold server may be slow
   */
  @TearDown(Level.Iteration)
  public synchronized void pause(IterationParams iteration) throws IOException {
    long spent = requireNonNull(cpu).nanos() - serverCpu;
    Observation.Machine machine = requireNonNull(clock).until(new CpuTicks());
    Measurement measurement = engine().finish();
    Optional<String> failure = Audit.failure(measurement, allMustBeServed);
    if (failure.isPresent() && iteration.getType() == IterationType.MEASUREMENT) {
      stop(); // after an exception JMH does not call it
      throw new IllegalStateException(server().spec().label() + ": " + failure.get());
    }
    LAST.set(
        new Observation(
            server().spec().label(),
            work,
            measurement,
            List.of(new Slice(0, measurement.windows().getFirst(), spent)),
            0,
            machine,
            Observation.ProcessUse.of(spent, measurement.answers(), before, server().figures())));
  }

  /** Ends the connections and the server. */
  @TearDown(Level.Trial)
  public synchronized void stop() {
    if (engine != null) {
      engine.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static void fail(String why) {
    throw new IllegalStateException("could not measure the capacity: " + why);
  }

  private MeasuredServer server() {
    return requireNonNull(server, "no benchmark has started the server");
  }

  private LoadEngine engine() {
    return requireNonNull(engine, "no benchmark has started the server");
  }
}
