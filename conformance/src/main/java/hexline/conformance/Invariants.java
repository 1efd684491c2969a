package hexline.conformance;

import hexline.conformance.client.SocketTable;
import hexline.conformance.client.Violation;
import hexline.conformance.process.ServerProcess;
import hexline.conformance.process.ServerProcess.Figures;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every case must leave behind in a server's process: as many sockets, descriptors and threads
 * as before the first case, no thread at work, and no stack trace or warning in the log. Seen from
 * outside, in Linux' {@code /proc}; elsewhere only the log is judged. Not thread-safe.
 */
final class Invariants {

  /** Files that a runtime may open on its own account. */
  private static final int SPARE = 20;

  /** Threads that a runtime may start on its own account: compilers, collectors, carriers. */
  private static final int SPARE_THREADS = SPARE + 3 * Runtime.getRuntime().availableProcessors();

  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LOOKS =
      3; // in a row: a collection of garbage holds a spinning thread up
  private static final int SPINS = 5; // who uses a fifth of the limit, and is at work on, spins
  private static final int BUSY = 4; // times the limit

  /** The traces of Java, Python, Go, Rust and JavaScript. */
  private static final Pattern TRACE =
      Pattern.compile(
          "(?m)^\\s+at \\S.*$|^Traceback \\(most recent call last\\).*$|^goroutine \\d+ \\[.*$"
              + "|^thread '.*' panicked at .*$");

  /** As the servers of this project log it: 2026-11-25T22:04:01.250 WARNING hexline.x: ... */
  private static final Pattern WARNING =
      Pattern.compile("(?m)^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+ (?:WARNING|ERROR) .*$");

  private final ServerProcess server;
  private Optional<Figures> base;
  private long logged; // bytes that have been judged
  private boolean broken;

  /** What holds now is what must hold after each case. */
  Invariants(ServerProcess server) {
    this.server = server;
    this.base = server.figures();
  }

  /** Whether a case has left something behind. */
  boolean areBroken() {
    return broken;
  }

  /**
   * Waits until the server holds no more than at the beginning, and rests.
   *
   * @throws Violation if it has given nothing back within this time and does not rest; on a machine
   *     where others keep its threads from the processors, it has four times as long to come to rest
   */
  void expectRestored(Duration limit) {
    if (base.isEmpty()) {
      return;
    }
    long since = System.nanoTime(); // it gave something back for the last time
    Duration before = server.cpuTime();
    long fewest = Long.MAX_VALUE;
    for (int quiet = 0; ; ) {
      Optional<Figures> now = server.figures();
      if (now.isEmpty()) {
        return;
      }
      quiet = isRestored(now.get()) ? quiet + 1 : 0;
      if (quiet == LOOKS) {
        base = now.map(this::least); // a client may have been there at the beginning
        return;
      }
      long time = System.nanoTime();
      if (held(now.get()) < fewest) { // 10,000 threads may need some seconds to end
        fewest = held(now.get());
        since = time;
        before = server.cpuTime();
      }
      if (quiet == 0 && time - since > limit.toNanos()) {
        expectNoMore(now.get());
        expectRest(server.cpuTime().minus(before), Duration.ofNanos(time - since), limit);
      }
      if (time - since > BUSY * limit.toNanos()) {
        return;
      }
      LockSupport.parkNanos(LOOK);
    }
  }

  private static long held(Figures figures) {
    return figures.sockets() + figures.descriptors() + figures.threads();
  }

  private Figures least(Figures now) {
    Figures before = base.orElseThrow();
    return new Figures(
        Math.min(before.sockets(), now.sockets()),
        before.descriptors(),
        before.threads(),
        before.atWork());
  }

  private boolean isRestored(Figures now) {
    Figures before = base.orElseThrow();
    return now.sockets() <= before.sockets()
        && now.descriptors() <= before.descriptors() + SPARE
        && now.threads() <= before.threads() + SPARE_THREADS
        && now.atWork() == 0;
  }

  private void expectNoMore(Figures now) {
    Figures before = base.orElseThrow();
    if (now.sockets() > before.sockets()) {
      int port = server.address().getPort();
      String kind = SocketTable.waitsForClose(port) ? " (some in the state CLOSE_WAIT)" : "";
      throw left("open sockets", before.sockets(), now.sockets() + kind);
    }
    if (now.descriptors() > before.descriptors() + SPARE) {
      throw left("open file descriptors", before.descriptors(), "" + now.descriptors());
    }
    if (now.threads() > before.threads() + SPARE_THREADS) {
      throw left("threads", before.threads(), "" + now.threads());
    }
  }

  private Violation left(String what, long before, String after) {
    return violation(
        "the server to have %d %s after this case, as before it".formatted(before, what), after);
  }

  private void expectRest(Duration used, Duration time, Duration limit) {
    if (used.multipliedBy(SPINS).compareTo(limit) > 0) {
      throw violation(
          "a server that rests after this case",
          "one that has used %d ms of a processor in %d ms"
              .formatted(used.toMillis(), time.toMillis()));
    }
  }

  private Violation violation(String expected, String got) {
    broken = true;
    return Violation.expected(expected, got);
  }

  /**
   * Judges what has been logged since this was called before.
   *
   * @param mayWarn whether the case gives a reason to warn
   */
  void expectQuietLog(boolean mayWarn) {
    long size = server.errorBytes();
    String log = server.errorsFrom(logged);
    logged = size;
    Matcher trace = TRACE.matcher(log);
    if (trace.find()) {
      throw violation("no stack trace in the log", trace.group().strip());
    }
    Matcher warning = WARNING.matcher(log);
    if (!mayWarn && warning.find()) {
      throw violation("no warning in the log", warning.group());
    }
  }
}
