package hexline.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one load thread, with a selector. One write per top-up, one read per event, no
 * allocation per request. All operations but {@link #wakeUp} are called by one thread at a time,
 * and the operations that measure always by the same one, because its CPU time is measured.
 */
final class LoadLoop implements AutoCloseable {

  /**
   * Milliseconds in select: a wait is short, so that a pause of the thread cannot hide in it, and
   * because connections may all be dead.
   */
  private static final long LONGEST_WAIT = 5;

  /** How long a loop may stand still at an edge until the others have reached it, too. */
  private static final long LONGEST_EDGE = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final Load load;
  private final EngineState engine;
  private final ClientConnection[] connections;
  private final @Nullable OpenSchedule schedule;
  private final int mostHandshakes;
  private final long patienceNanos;
  private final Selector selector;

  private final Consumer<SelectionKey> onReady = this::onReady;

  private boolean sending;
  private int handshakes;
  private long answersAtStart;
  private WindowLog log;

  /**
   * A loop that is not yet connected.
   *
   * @param load of the whole engine
   * @param connections those of this loop
   * @param schedule of the arrivals on them, if the load is an open loop
   * @param mostHandshakes connections that it makes at a time
   * @throws UncheckedIOException if there is no selector, for lack of a descriptor
   */
  LoadLoop(
      Load load,
      EngineState engine,
      ClientConnection[] connections,
      @Nullable OpenSchedule schedule,
      int mostHandshakes,
      Duration patience) {
    this.load = load;
    this.engine = engine;
    this.connections = connections;
    this.schedule = schedule;
    this.mostHandshakes = mostHandshakes;
    this.patienceNanos = patience.toNanos();
    this.log = new WindowLog(load, connections, engine, 1);
    engine.recorder =
        new Recorder(load instanceof Load.Open); // so that warm-ups compile the recording, too
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the load engine has no descriptor for a selector (ulimit -n): " + e.getMessage(), e);
    }
  }

  /** Opens all connections, unless the load opens one for each request. */
  void connect() {
    if (load instanceof Load.Connect) {
      return;
    }
    int next = 0;
    long progressAt = System.nanoTime();
    while (next < connections.length || handshakes > 0) {
      int before = next - handshakes;
      while (next < connections.length && handshakes < mostHandshakes) {
        connect(connections[next++]);
      }
      if (handshakes > 0) {
        select(1);
      }
      long now = engine.now();
      if (next - handshakes != before) {
        progressAt = now;
      } else if (now - progressAt > patienceNanos) {
        engine
            .errors()
            .add(
                Errors.Kind.REFUSED,
                handshakes,
                "not connected within %d ms"
                    .formatted(TimeUnit.NANOSECONDS.toMillis(patienceNanos)));
        return;
      }
    }
  }

  private void connect(ClientConnection connection) {
    connection.connect(selector, engine.now());
    handshakes += connection.isConnecting() ? 1 : 0;
  }

  /** Starts the load; arrivals of an open loop count from the given time. */
  void start(long now) {
    sending = true;
    answersAtStart = engine.answered;
    engine.resetPauses(System.nanoTime());
    if (schedule != null) {
      schedule.begin(connections, now);
      schedule.resetCounts();
      return;
    }
    for (ClientConnection connection : connections) {
      if (!(load instanceof Load.Connect)) {
        connection.topUp(engine.now());
      } else if (connection.isNew()) {
        connect(connection);
      }
    }
  }

  /** Keeps the load up until the given time. Returns earlier if all connections are dead. */
  void runUntil(long end) {
    for (long now = engine.now(); end - now > 0; now = engine.now()) {
      if (turn(now, end) == 0 && noneAlive()) {
        return;
      }
    }
  }

  /** Keeps the load up until the goal is reached or hopeless. */
  void serve(Goal goal) {
    long before = engine.answered;
    boolean dead = false;
    for (long now = engine.now(); !goal.isReached() && !goal.isHopeless(now); now = engine.now()) {
      int ready = turn(now, now + LONGEST_WAIT * MILLISECOND);
      if (engine.answered != before) {
        goal.progress(engine.answered - before, engine.ranAt);
        before = engine.answered;
      } else if (ready == 0 && !dead && noneAlive()) {
        dead = true;
        goal.loopIsDead();
      }
    }
  }

  /** Lets the wait in select end, or the next one if there is none. May be called by any thread. */
  void wakeUp() {
    selector.wakeup();
  }

  /** Allocates what windows need, before the load runs. */
  void prepare(int windows) {
    log = new WindowLog(load, connections, engine, windows);
  }

  /** Keeps the load up until the given time; then the first window begins. */
  void settle(long end) {
    runUntil(end);
    if (schedule != null) {
      schedule.resetCounts(); // arrivals before the first window do not count
    }
    log.begin();
  }

  /** Begins a single window; the load must have been started. */
  void begin() {
    if (!log.isNew() || log.windows() != 1) {
      prepare(1);
    }
    log.begin();
  }

  /**
   * Runs all windows; the first one has begun. They end one length after the other, counted from a
   * time that all loops have in common; after a pause, windows are at least half as long.
   *
   * @param settledAt when the last loop had begun: no loop is to blame for waiting until then
   */
  void runWindows(long settledAt, long from, long length) {
    engine.mayWait(Math.clamp(settledAt - engine.ranAt, 0, LONGEST_EDGE));
    for (int i = 1; i <= log.windows(); i++) {
      if (i > 1) {
        log.cut();
      }
      long end = from + i * length;
      long earliest = engine.ranAt + length / 2;
      runUntil(end - earliest < 0 ? earliest : end);
    }
    end();
  }

  /** Ends the last window. */
  void end() {
    log.end();
  }

  /**
   * Sends nothing more, except overdue arrivals of an open loop, and waits for answers in flight.
   * Answers that are missing after the patience are an error, which ends their connections.
   */
  void drain(Drain drain) {
    sending = false;
    if (schedule != null) {
      schedule.stop();
    }
    long before = engine.answered;
    long progressAt = engine.now();
    while (inFlight(drain) > 0) {
      select(LONGEST_WAIT);
      long now = engine.now();
      if (engine.answered != before) {
        before = engine.answered;
        progressAt = now;
        continue;
      }
      long owed = inFlight(Drain.ANSWERED);
      if (now - progressAt > (owed > 0 ? patienceNanos : patienceNanos / 10)) {
        giveUp(owed);
        break;
      }
    }
    engine.recorder = null;
  }

  private void giveUp(long owed) {
    if (owed == 0) {
      return;
    }
    engine.errors().add(Errors.Kind.TIMEOUT, owed, owed + " requests were never answered");
    for (ClientConnection connection : connections) {
      if (connection.answers() > 0 && connection.inFlight() > 0) {
        connection.die();
      }
    }
  }

  private long inFlight(Drain drain) {
    long inFlight = 0;
    for (ClientConnection connection : connections) {
      boolean counts = drain == Drain.ALL || connection.answers() > 0;
      inFlight += counts ? connection.inFlight() : 0;
    }
    return inFlight;
  }

  /** What the windows have counted; final after a drain. */
  WindowLog log() {
    log.drained();
    return log;
  }

  /** How the arrivals kept their schedule in the windows; final after a drain. */
  Measurement.@Nullable Punctuality punctuality() {
    return schedule == null ? null : schedule.counts();
  }

  long answersSinceStart() {
    return engine.answered - answersAtStart;
  }

  /** Open connections that have sent a request and have had no answer. */
  int neverAnswered() {
    int count = 0;
    for (ClientConnection connection : connections) {
      boolean waits = connection.isOpen() && connection.inFlight() > 0;
      count += waits && connection.answers() == 0 ? 1 : 0;
    }
    return count;
  }

  /** Errors since they were last taken. */
  Errors errors() {
    return engine.errors();
  }

  /** Hands over the errors, so that each of them is in one measurement only. */
  Errors takeErrors() {
    return engine.takeErrors();
  }

  private boolean noneAlive() {
    for (ClientConnection connection : connections) {
      if (!connection.isDead()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Waits for ready connections until the given time, at most {@link #LONGEST_WAIT}, and handles
   * them. Returns how many were ready.
   */
  @SuppressWarnings("ThreadPriorityCheck") // only the use of the processor depends on the yield
  private int turn(long now, long end) {
    if (schedule == null) {
      return select(Math.clamp((end - now) / MILLISECOND, 1, LONGEST_WAIT));
    }
    schedule.sendDue();
    long sentAt = engine.now();
    long left = end - sentAt;
    if (!schedule.isBlocked()) {
      left = Math.min(left, schedule.untilNext(sentAt));
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
      if (millis <= 0) {
        return selector.selectNow(onReady);
      }
      engine.mayWait(millis * MILLISECOND);
      return selector.select(onReady, millis);
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
      engine.now();
      return;
    }
    if (key.isWritable() && connection.flush() && sending && schedule == null) {
      connection.topUp(engine.now());
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
      connection.topUp(engine.ranAt);
    }
  }

  /** Closes all connections and the selector. */
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
