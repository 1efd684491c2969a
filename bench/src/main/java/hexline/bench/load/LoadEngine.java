package hexline.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Loads a server from one thread, the caller's, over non-blocking sockets. One write per top-up,
 * one read per event, no allocation per request. Not thread-safe.
 *
 * <p>The order of calls is {@link #connect}, then any number of {@link #start} (or {@link
 * #measure}, which includes it), {@link #run} and {@link #drain}, then {@link #close}. An error of
 * a connection throws nothing: it is counted, and the connection is closed.
 */
public final class LoadEngine implements AutoCloseable {

  private static final int HANDSHAKES = 256; // at a time: fewer than any usual backlog
  private static final Duration LONGEST_SETTLING = Duration.ofMillis(200);
  private static final long LONGEST_WAIT = 100; // ms in select, because connections may all be dead
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final Load load;
  private final long patienceNanos;
  private final Selector selector;
  private final ClientConnection[] connections;
  private final EngineState engine;
  private final @Nullable OpenSchedule schedule;

  private final Consumer<SelectionKey> onReady = this::onReady;

  private boolean sending;
  private int handshakes;
  private long answersAtStart;
  private WindowLog log;

  /**
   * An engine that is not yet connected.
   *
   * @param patience longest time without progress, while connecting and while draining
   * @param seed of the first request of each connection, and of Poisson arrivals
   */
  public LoadEngine(
      InetSocketAddress server, Load load, RequestTable table, Duration patience, long seed) {
    this.load = load;
    this.patienceNanos = patience.toNanos();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.engine = new EngineState(server, table);
    this.schedule =
        load instanceof Load.Open(int count, double perSecond, Arrivals.Kind kind)
            ? new OpenSchedule(new Arrivals(kind, perSecond, random.nextLong()), count)
            : null;
    this.connections = new ClientConnection[load.connections()];
    for (int i = 0; i < connections.length; i++) {
      connections[i] =
          new ClientConnection(
              engine,
              depthOf(i),
              random.nextInt(RequestTable.SIZE),
              load instanceof Load.Connect,
              !isHog(i));
    }
    log = new WindowLog(load, connections, engine, 1);
    engine.recorder =
        new Recorder(load instanceof Load.Open); // so that warm-ups compile the recording, too
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isHog(int connection) {
    return load instanceof Load.Hog && connection == 0;
  }

  private int depthOf(int connection) {
    return switch (load) {
      case Load.Closed closed -> closed.depth();
      case Load.Hog hog -> isHog(connection) ? hog.depth() : 1;
      case Load.Connect _, Load.Open _ -> 1;
    };
  }

  /** Opens all connections, unless the load opens one for each request. */
  public void connect() {
    if (load instanceof Load.Connect) {
      return;
    }
    int next = 0;
    long progressAt = System.nanoTime();
    while (next < connections.length || handshakes > 0) {
      int before = next - handshakes;
      while (next < connections.length && handshakes < HANDSHAKES) {
        connect(connections[next++]);
      }
      if (handshakes > 0) {
        select(1);
      }
      long now = System.nanoTime();
      if (next - handshakes != before) {
        progressAt = now;
      } else if (now - progressAt > patienceNanos) {
        engine.errors.add(
            Errors.Kind.REFUSED,
            handshakes,
            "not connected within %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(patienceNanos)));
        return;
      }
    }
  }

  private void connect(ClientConnection connection) {
    connection.connect(selector, System.nanoTime());
    handshakes += connection.isConnecting() ? 1 : 0;
  }

  /** Starts the load. No request may be in flight. */
  public void start() {
    sending = true;
    answersAtStart = engine.answered;
    if (schedule != null) {
      schedule.begin(connections, System.nanoTime());
      schedule.resetCounts();
      return;
    }
    for (ClientConnection connection : connections) {
      if (!(load instanceof Load.Connect)) {
        connection.topUp(System.nanoTime());
      } else if (connection.isNew()) {
        connect(connection);
      }
    }
  }

  /** Keeps the load up for a time. Returns earlier if all connections are dead. */
  public void run(Duration time) {
    runUntil(System.nanoTime() + time.toNanos());
  }

  /**
   * Keeps the load up until so many more requests are answered.
   *
   * @throws IllegalStateException if no answer comes within the patience, or all connections are
   *     dead
   */
  public void serve(long count) {
    long goal = engine.answered + count;
    long before = engine.answered;
    long progressAt = System.nanoTime();
    while (engine.answered < goal) {
      int ready = turn(progressAt + patienceNanos);
      long now = System.nanoTime();
      if (engine.answered != before) {
        before = engine.answered;
        progressAt = now;
      } else if (now - progressAt > patienceNanos || (ready == 0 && noneAlive())) {
        throw new IllegalStateException(
            "the server has stopped answering: " + engine.errors.first());
      }
    }
  }

  /**
   * Starts the load, lets it settle, and measures windows without a gap between them.
   *
   * @param atEdge called when the first window begins and when the last one ends; no answer is
   *     counted between the edge and the call
   */
  public Measurement measure(int windows, Duration length, Runnable atEdge) {
    var whole = new WindowLog(load, connections, engine, windows);
    start();
    Duration tenth = length.dividedBy(10);
    run(tenth.compareTo(LONGEST_SETTLING) < 0 ? tenth : LONGEST_SETTLING);
    if (schedule != null) {
      schedule.resetCounts(); // arrivals before the first window do not count
    }
    whole.begin();
    atEdge.run();
    for (int i = 0; i < windows; i++) {
      if (i > 0) {
        whole.cut();
      }
      run(length);
    }
    whole.end();
    atEdge.run();
    return sumUp(whole);
  }

  /** Begins to measure one window; the load must have been started. */
  public void begin() {
    log.begin();
  }

  /** Ends that window, drains, and sums it up. */
  public Measurement finish() {
    WindowLog ended = log;
    ended.end();
    log = new WindowLog(load, connections, engine, 1);
    return sumUp(ended);
  }

  private Measurement sumUp(WindowLog ended) {
    drain();
    return new Measurement(
        load,
        ended.windows(),
        ended.latency(),
        ended.fromSend(),
        answersSinceStart(),
        ended.nanos(),
        ended.cpuNanos(),
        ended.served(),
        neverAnswered(),
        ended.fairness(),
        ended.edgeCorrection(),
        engine.errors.counts(),
        engine.errors.first(),
        schedule == null ? null : schedule.counts());
  }

  /**
   * Sends nothing more, except overdue arrivals of an open loop, and waits for the answers in
   * flight. An answer that is missing after the patience is an error. On a connection that was
   * never answered it is not, and a tenth of the patience is enough: the caller decides by {@link
   * #neverAnswered} whether such a connection is one.
   */
  public void drain() {
    sending = false;
    if (schedule != null) {
      schedule.stop();
    }
    long before = engine.answered;
    long progressAt = System.nanoTime();
    while (inFlight(false) > 0) {
      select(20);
      long now = System.nanoTime();
      long owed = inFlight(true);
      if (engine.answered != before) {
        before = engine.answered;
        progressAt = now;
      } else if (now - progressAt > (owed > 0 ? patienceNanos : patienceNanos / 10)) {
        if (owed > 0) {
          engine.errors.add(Errors.Kind.TIMEOUT, owed, owed + " requests were never answered");
        }
        break;
      }
    }
    engine.recorder = null;
  }

  /** Requests in flight, on all connections or only on those that have had an answer. */
  private long inFlight(boolean answeredOnly) {
    long inFlight = 0;
    for (ClientConnection connection : connections) {
      inFlight += answeredOnly && connection.answers() == 0 ? 0 : connection.inFlight();
    }
    return inFlight;
  }

  /** Right answers since the load was last started. */
  public long answersSinceStart() {
    return engine.answered - answersAtStart;
  }

  /** Open connections that have had no answer. */
  public int neverAnswered() {
    int count = 0;
    for (ClientConnection connection : connections) {
      count += connection.isOpen() && connection.answers() == 0 ? 1 : 0;
    }
    return count;
  }

  /** Errors so far. */
  public Errors errors() {
    return engine.errors;
  }

  private boolean noneAlive() {
    for (ClientConnection connection : connections) {
      if (!connection.isDead()) {
        return false;
      }
    }
    return true;
  }

  private void runUntil(long end) {
    while (end - System.nanoTime() > 0) {
      if (turn(end) == 0 && noneAlive()) {
        return;
      }
    }
  }

  /**
   * Waits for ready connections until the given time, at most {@link #LONGEST_WAIT}, and handles
   * them. Returns how many were ready.
   */
  @SuppressWarnings("ThreadPriorityCheck") // only the use of the processor depends on the yield
  private int turn(long end) {
    if (schedule == null) {
      return select(Math.clamp((end - System.nanoTime()) / MILLISECOND, 1, LONGEST_WAIT));
    }
    schedule.sendDue();
    long now = System.nanoTime();
    long left = end - now;
    if (!schedule.isBlocked()) {
      left = Math.min(left, schedule.untilNext(now));
    }
    // select() waits in milliseconds, which is too coarse: poll during the last one.
    int ready = select(Math.min(left / MILLISECOND, LONGEST_WAIT));
    if (ready == 0 && left < MILLISECOND) {
      Thread.yield();
    }
    return ready;
  }

  /** Selects, with a timeout or, if it is 0, without waiting. Returns how many were ready. */
  private int select(long millis) {
    try {
      return millis <= 0 ? selector.selectNow(onReady) : selector.select(onReady, millis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onReady(SelectionKey key) {
    if (!key.isValid()) {
      return; // a send earlier in this turn has closed the connection
    }
    var connection = (ClientConnection) key.attachment();
    if (connection.isConnecting()) {
      connection.finishConnect();
      handshakes -= connection.isConnecting() ? 0 : 1;
      return;
    }
    if (key.isWritable() && connection.flush() && sending && schedule == null) {
      connection.topUp(System.nanoTime());
    }
    if (connection.isOpen() && key.isReadable()) {
      onReadable(connection);
    }
  }

  private void onReadable(ClientConnection connection) {
    int answered = connection.receive();
    if (answered == ClientConnection.FINISHED) {
      if (sending) {
        connect(connection);
      }
    } else if (answered > 0 && schedule != null) {
      schedule.release(connection);
      schedule.sendDue(); // arrivals may have become due during this turn
    } else if (answered > 0 && sending && !(load instanceof Load.Connect)) {
      connection.topUp(engine.receivedAt);
    }
  }

  @Override
  public void close() {
    for (ClientConnection connection : connections) {
      connection.discard();
    }
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
