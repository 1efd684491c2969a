package hexline.bench.load;

import java.util.concurrent.TimeUnit;

/**
 * Hands the arrivals of an open loop to connections that are free. When none is free an arrival
 * waits, and so do those behind it; the schedule itself never moves, and none is ever left out: those
 * that still wait when the schedule stops are sent after it. Used by the engine's thread.
 */
final class OpenSchedule {

  private static final long IN_TIME = TimeUnit.MILLISECONDS.toNanos(1);

  private final Arrivals arrivals;
  private final ClientConnection[] free; // a ring: the one that has been free longest goes next
  private int head;
  private int size;

  private long began;
  private long upcoming; // of the next arrival, since began
  private long checkedAt; // when it was last looked at
  private boolean noneFree; // when the next arrival was due
  private long stopsAt; // since began; what is due later is not sent

  private long sent;
  private long late;
  private long waited;
  private long unsent;

  OpenSchedule(Arrivals arrivals, int connections) {
    this.arrivals = arrivals;
    this.free = new ClientConnection[connections];
    this.upcoming = arrivals.next();
  }

  /** Starts the clock: the next arrival is due now. Idle connections are free. */
  void begin(ClientConnection[] connections, long now) {
    head = 0;
    size = 0;
    for (ClientConnection connection : connections) {
      if (connection.isOpen() && connection.inFlight() == 0) {
        release(connection);
      }
    }
    began = now - upcoming;
    checkedAt = now;
    noneFree = false;
    stopsAt = Long.MAX_VALUE;
  }

  /** Makes a connection take another arrival. */
  void release(ClientConnection connection) {
    free[(head + size++) % free.length] = connection;
  }

  /** Ends the schedule where it was last looked at: what is due by then is still to be sent. */
  void stop() {
    stopsAt = checkedAt - began;
  }

  /** Sends what is due and can go. */
  void sendDue() {
    checkedAt = System.nanoTime();
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
      checkedAt = System.nanoTime();
    }
  }

  /** Nanoseconds until the next arrival is due; 0 if it is overdue and waits for a connection. */
  long untilNext(long now) {
    return Math.max(0, began + upcoming - now);
  }

  /** Whether an arrival waits for a connection: then only an answer can help. */
  boolean isBlocked() {
    return noneFree;
  }

  /** Starts to count arrivals anew. */
  void resetCounts() {
    sent = 0;
    late = 0;
    waited = 0;
    unsent = 0;
  }

  /** Counts since the reset, once the schedule has stopped and nothing is in flight. */
  Measurement.Punctuality counts() {
    while (upcoming <= stopsAt) { // no connection is left that could have taken them
      unsent++;
      upcoming = arrivals.next();
    }
    return new Measurement.Punctuality(sent, late, waited, unsent);
  }
}
