package hexline.exercises;

import hexline.conformance.cases.CaseRun;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.Draws;
import hexline.conformance.cases.TestCase;
import hexline.conformance.client.Client;
import hexline.conformance.client.Violation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The reader's server as a step sees it: from outside, as an address, and from inside, as the
 * threads that it has started and the text that it has printed. For use by one thread.
 */
final class Subject implements AutoCloseable {

  private static final int SMALL_BUFFERS = 16 * 1024;
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int LOOKS_AT_REST = 25;
  private static final long BUSY = TimeUnit.MILLISECONDS.toNanos(300);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final InetSocketAddress address;
  private final Duration timeout;
  private final Supplier<String> printed;
  private final List<AutoCloseable> clients = new ArrayList<>();

  /**
   * @param timeout longest wait for a byte that is due
   * @param printed what the server has printed so far
   */
  Subject(InetSocketAddress address, Duration timeout, Supplier<String> printed) {
    this.address = address;
    this.timeout = timeout;
    this.printed = printed;
  }

  Duration timeout() {
    return timeout;
  }

  /** What the server has printed so far. */
  String printed() {
    return printed.get();
  }

  /** A client of the conformance kit; it is closed at the end of the step. */
  Client connect() {
    return kept(Client.connect(address, timeout));
  }

  /** A client whose socket buffers are small, so that few unread answers fill them. */
  Client connectWithSmallBuffers() {
    return kept(Client.connect(address, timeout, SMALL_BUFFERS));
  }

  /** A client that needs no virtual thread to send: for servers that may hold all carriers. */
  PlainClient connectPlainly() {
    return kept(new PlainClient(address, timeout));
  }

  private <C extends AutoCloseable> C kept(C client) {
    clients.add(client);
    return client;
  }

  /** A new client gets its answer. */
  void expectAlive() {
    try (var run = caseRun()) {
      run.expectAlive();
    }
  }

  private CaseRun caseRun() {
    return new CaseRun(address, null, timeout, null, Draws.FEW);
  }

  /** Runs a case of the conformance kit, which must need no process. */
  void runCase(TestCase testCase) throws Exception {
    try (var run = caseRun()) {
      testCase.body().run(run);
      run.expectAlive();
    }
  }

  /** A step that is a case of the conformance kit. */
  static Step kit(String id) {
    for (TestCase each : Cases.ALL) {
      if (each.id().equals(id)) {
        return new Step(each + ": " + each.promise(), subject -> subject.runCase(each));
      }
    }
    throw new IllegalArgumentException("the kit has no case " + id);
  }

  /**
   * Waits until the condition holds.
   *
   * @param expected what the condition says
   * @param got what holds as long as it does not
   * @throws Violation if that takes longer than the timeout
   */
  void await(BooleanSupplier condition, String expected, String got) {
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw Violation.expected(expected, got + " after " + timeout.toMillis() + " ms");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /**
   * Waits until no platform thread but this one has used any processor time for half a second.
   *
   * @return false if before that they have used 300 ms, which a server without work does not
   */
  static boolean rests() {
    Map<Long, Long> start = processorTimes();
    Map<Long, Long> last = start;
    for (int quiet = 0; quiet < LOOKS_AT_REST; ) {
      LockSupport.parkNanos(LOOK);
      Map<Long, Long> now = processorTimes();
      quiet = used(last, now) == 0 ? quiet + 1 : 0;
      last = now;
      if (used(start, now) > BUSY) {
        return false;
      }
    }
    return true;
  }

  /** Waits until no platform thread but this one uses processor time, however long they work. */
  static void awaitRest() {
    while (!rests()) {
      Thread.onSpinWait();
    }
  }

  private static long used(Map<Long, Long> before, Map<Long, Long> after) {
    long sum = 0;
    for (Map.Entry<Long, Long> thread : after.entrySet()) {
      sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
    }
    return sum;
  }

  /** Processor time in ns of each platform thread but this one. */
  private static Map<Long, Long> processorTimes() {
    var times = new HashMap<Long, Long>();
    for (long id : THREADS.getAllThreadIds()) {
      long time = THREADS.getThreadCpuTime(id);
      if (time >= 0 && id != Thread.currentThread().threadId()) { // negative: it has ended
        times.put(id, time);
      }
    }
    return times;
  }

  @Override
  public void close() {
    closeClients();
  }

  /** Closes the clients that the step has opened. */
  void closeClients() {
    for (AutoCloseable each : clients) {
      try {
        each.close();
      } catch (Exception e) {
        // It is closed all the same.
      }
    }
    clients.clear();
  }
}
