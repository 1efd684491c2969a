package hexline.bench.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads a server over non-blocking sockets. One thread, the caller's, does all, or the connections
 * are dealt out evenly to several load threads. Each of these has a selector and counters of its
 * own; the caller waits until all have done what it calls for, and sees the sum. No operation
 * returns earlier because its caller is interrupted. Not thread-safe.
 *
 * <p>The order of calls is {@link #connect}, then any number of {@link #start} (or {@link
 * #measure}, which includes it), {@link #run} and {@link #drain}, then {@link #close}, which ends
 * the load threads. An error of a connection throws nothing: it is counted, and the connection is
 * closed.
 */
public final class LoadEngine implements AutoCloseable {

  private static final int HANDSHAKES = 256; // at a time: fewer than any usual backlog
  private static final Duration LONGEST_SETTLING = Duration.ofMillis(200);

  private final Load load;
  private final long patienceNanos;
  private final List<LoadLoop> loops;
  private final LoadThreads threads;
  private final Errors reported = new Errors(); // those of the measurements so far

  /** An engine with one thread, the caller's, that is not yet connected. */
  public LoadEngine(
      InetSocketAddress server, Load load, RequestTable table, Duration patience, long seed) {
    this(server, load, table, patience, seed, 1);
  }

  /**
   * An engine that is not yet connected.
   *
   * <p>In an open loop each of n threads has an n-th of the arrivals, as {@link Arrivals} divides
   * them. An arrival waits if no connection of its own thread is free.
   *
   * @param patience longest time without progress, while connecting and while draining
   * @param seed of the first request of each connection, and of Poisson arrivals
   * @param threads load threads; no more than connections are used, and 1 is the caller's
   * @throws java.io.UncheckedIOException if there is no descriptor for a selector
   */
  public LoadEngine(
      InetSocketAddress server,
      Load load,
      RequestTable table,
      Duration patience,
      long seed,
      int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("load threads: " + threads);
    }
    this.load = load;
    this.patienceNanos = patience.toNanos();
    this.loops = loops(server, table, patience, seed, Math.min(threads, load.connections()));
    this.threads = new LoadThreads(loops);
  }

  private List<LoadLoop> loops(
      InetSocketAddress server, RequestTable table, Duration patience, long seed, int count) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long[] seeds = new long[load instanceof Load.Open ? count : 0]; // of the arrivals
    Arrays.setAll(seeds, i -> random.nextLong());
    var engines = new EngineState[count];
    Arrays.setAll(engines, i -> new EngineState(server, table));
    var dealt = new ArrayList<List<ClientConnection>>();
    for (int i = 0; i < load.connections(); i++) {
      int loop = i % count;
      if (i < count) {
        dealt.add(new ArrayList<>());
      }
      dealt.get(loop).add(connection(i, engines[loop], random));
    }
    var loops = new ArrayList<LoadLoop>();
    try {
      for (int i = 0; i < count; i++) {
        ClientConnection[] own = dealt.get(i).toArray(ClientConnection[]::new);
        OpenSchedule schedule = null;
        if (load instanceof Load.Open(int _, double perSecond, Arrivals.Kind kind)) {
          var arrivals = new Arrivals(kind, perSecond, seeds[i], i, count);
          schedule = new OpenSchedule(engines[i], arrivals, own.length);
        }
        int handshakes = Math.max(1, HANDSHAKES / count);
        loops.add(new LoadLoop(load, engines[i], own, schedule, handshakes, patience));
      }
      return List.copyOf(loops);
    } catch (RuntimeException e) {
      loops.forEach(LoadLoop::close);
      throw e;
    }
  }

  private ClientConnection connection(int index, EngineState engine, RandomGenerator random) {
    boolean isHog = load instanceof Load.Hog hogs && index < hogs.hogs();
    int depth =
        switch (load) {
          case Load.Closed closed -> closed.depth();
          case Load.Hog hog -> isHog ? hog.depth() : 1;
          case Load.Connect _, Load.Open _ -> 1;
        };
    return new ClientConnection(
        engine, depth, random.nextInt(RequestTable.SIZE), load instanceof Load.Connect, !isHog);
  }

  /** Number of load threads. */
  public int threads() {
    return loops.size();
  }

  /** Opens all connections, unless the load opens one for each request. */
  public void connect() {
    threads.all(LoadLoop::connect);
  }

  /**
   * Starts the load. No request may be in flight, except on connections that were never answered.
   */
  public void start() {
    long now = System.nanoTime();
    threads.all(loop -> loop.start(now));
  }

  /** Keeps the load up for a time. Returns earlier if all connections are dead. */
  public void run(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    threads.all(loop -> loop.runUntil(end));
  }

  /**
   * Keeps the load up until so many more requests are answered.
   *
   * @throws IllegalStateException if no answer comes within the patience, or all connections are
   *     dead
   */
  public void serve(long count) {
    Runnable wakeOthers = loops.size() == 1 ? () -> {} : () -> loops.forEach(LoadLoop::wakeUp);
    var goal = new Goal(count, loops.size(), patienceNanos, System.nanoTime(), wakeOthers);
    threads.all(loop -> loop.serve(goal));
    if (!goal.isReached()) {
      throw new IllegalStateException("the server has stopped answering: " + errors().first());
    }
  }

  /**
   * The same as {@link #measure(int, Duration, Duration, Drain, Runnable)} with a {@link Drain} of
   * all, after a tenth of a window, 200 ms at most, for settling.
   */
  public Measurement measure(int windows, Duration length, Runnable atEdge) {
    Duration tenth = length.dividedBy(10);
    Duration settling = tenth.compareTo(LONGEST_SETTLING) < 0 ? tenth : LONGEST_SETTLING;
    return measure(windows, length, settling, Drain.ALL, atEdge);
  }

  /**
   * Starts the load, lets it settle, measures windows without a gap between them, and drains.
   *
   * @param settling time under load before the first window
   * @param drain which of the answers in flight it waits for afterwards
   * @param atEdge called on the caller's thread when the first window has begun and when the last
   *     one has ended; no answer is counted between the edge and the call
   */
  public Measurement measure(
      int windows, Duration length, Duration settling, Drain drain, Runnable atEdge) {
    loops.forEach(loop -> loop.prepare(windows));
    start();
    long settled = System.nanoTime() + settling.toNanos();
    threads.all(loop -> loop.settle(settled));
    long begun = System.nanoTime();
    atEdge.run();
    long from = System.nanoTime();
    threads.all(loop -> loop.runWindows(begun, from, length.toNanos()));
    atEdge.run();
    return sumUp(drain);
  }

  /** Begins to measure one window; the load must have been started. */
  public void begin() {
    threads.all(LoadLoop::begin);
  }

  /** Ends that window, drains, and sums it up. */
  public Measurement finish() {
    threads.all(LoadLoop::end);
    Measurement measurement = sumUp(Drain.ALL);
    loops.forEach(loop -> loop.prepare(1)); // for the next one, while no load runs
    return measurement;
  }

  private Measurement sumUp(Drain drain) {
    drain(drain);
    var errors = new Errors();
    loops.forEach(loop -> errors.add(loop.takeErrors()));
    reported.add(errors);
    List<WindowLog> logs = loops.stream().map(LoadLoop::log).toList();
    return new LoopSum(load, logs)
        .measurement(answersSinceStart(), neverAnswered(), errors, punctuality());
  }

  private Measurement.@Nullable Punctuality punctuality() {
    return loops.stream()
        .map(LoadLoop::punctuality)
        .flatMap(Stream::ofNullable)
        .reduce(Measurement.Punctuality::plus)
        .orElse(null);
  }

  /**
   * Sends nothing more, except overdue arrivals of an open loop, and waits for the answers in
   * flight. An answer that is missing after the patience is an error. On a connection that was
   * never answered it is not, and a tenth of the patience is enough: the caller decides by {@link
   * #neverAnswered} whether such a connection is one.
   */
  public void drain() {
    drain(Drain.ALL);
  }

  /** The same for those of the answers in flight that the parameter says. */
  public void drain(Drain drain) {
    threads.all(loop -> loop.drain(drain));
  }

  /** Right answers since the load was last started. */
  public long answersSinceStart() {
    return loops.stream().mapToLong(LoadLoop::answersSinceStart).sum();
  }

  /** Open connections that have sent a request and have had no answer. */
  public int neverAnswered() {
    return loops.stream().mapToInt(LoadLoop::neverAnswered).sum();
  }

  /** All errors since the engine was made. */
  public Errors errors() {
    var all = new Errors();
    all.add(reported);
    loops.forEach(loop -> all.add(loop.errors()));
    return all;
  }

  /** Closes all connections and ends the load threads. */
  @Override
  public void close() {
    threads.close();
    loops.forEach(LoadLoop::close);
  }
}
