package hexline.bench.load;

import java.util.concurrent.TimeUnit;

/**
 * Sends the arrivals of an open loop on free connections, those with nothing in flight. While no
 * connection is free, arrivals wait in order; their intended starts do not move, and no arrival is
 * left out: those that wait when the schedule stops are sent afterwards. Used by the loop's
 * thread only.
 */
final class OpenSchedule {

  private static final long IN_TIME = TimeUnit.MILLISECONDS.toNanos(1);

  private final EngineState engine;
  private final Arrivals arrivals;
  private final ClientConnection[] free; // ring: the one that has been free longest is next
  private int head;
  private int size;

  private long began;
  private long upcoming; // intended start of the next arrival, since began
  private long checkedAt; // nanoTime of the last check
  private boolean noneFree; // no connection was free when the next arrival was due
  private long stopsAt; // since began; arrivals after it are not sent

  private long sent;
  private long late;
  private long waited;
  private long unsent;

  OpenSchedule(EngineState engine, Arrivals arrivals, int connections) {
    this.engine = engine;
    this.arrivals = arrivals;
    this.free = new ClientConnection[connections];
    this.upcoming = arrivals.next();
  }

  /** Starts the clock: the next arrival is due now, or after its phase. */
  void begin(ClientConnection[] connections, long now) {
    head = 0;
    size = 0;
    for (ClientConnection connection : connections) {
      if (connection.isOpen() && connection.inFlight() == 0) {
        release(connection);
      }
    }
    began = now + arrivals.phase() - upcoming;
    checkedAt = now;
    noneFree = false;
    stopsAt = Long.MAX_VALUE;
  }

  /** Makes a connection free. */
  void release(ClientConnection connection) {
    free[(head + size++) % free.length] = connection;
  }

  /** Ends the schedule at its last check: arrivals that were due then are still sent. */
  void stop() {
    stopsAt = checkedAt - began;
  }

  /** Sends the arrivals that are due, as long as a connection is free. */
  void sendDue() {
    checkedAt = engine.now();
    while (upcoming <= Math.min(checkedAt - began, stopsAt)) {
      if (size == 0) {
        noneFree = true;
        return;
      }
      ClientConnection connection = free[head];
      head = (head + 1) % free.length;
      size--;
      long intended = began + upcoming;
      if (stopsAt < Long.MAX_VALUE) {
        unsent++;
      } else {
        sent++;
        if (checkedAt - intended > IN_TIME) {
          late++;
          waited += noneFree ? 1 : 0;
        }
      }
      noneFree = false;
      connection.sendArrival(intended, checkedAt);
      upcoming = arrivals.next();
      checkedAt = engine.now();
    }
  }

  /** Nanoseconds until the next arrival is due; 0 if it is overdue and waits for a connection. */
  long untilNext(long now) {
    return Math.max(0, began + upcoming - now);
  }

  /** Whether an arrival waits for a connection, which an answer makes free. */
  boolean isBlocked() {
    return noneFree;
  }

  /** Sets all counts to zero. */
  void resetCounts() {
    sent = 0;
    late = 0;
    waited = 0;
    unsent = 0;
  }

  /** Counts since the reset, once the schedule has stopped and nothing is in flight. */
  Measurement.Punctuality counts() {
    while (upcoming <= stopsAt) { // all connections are dead or unanswered
      unsent++;
      upcoming = arrivals.next();
    }
    return new Measurement.Punctuality(sent, late, waited, unsent);
  }
}
