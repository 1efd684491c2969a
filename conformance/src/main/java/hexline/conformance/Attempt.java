package hexline.conformance;

import hexline.conformance.cases.CaseRun;
import hexline.conformance.cases.TestCase;
import hexline.conformance.client.Violation;
import hexline.conformance.process.ServerProcess;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the body of a case against one server, bounded in time, and checks that the server lives.
 */
final class Attempt {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration ENDING = Duration.ofMillis(50); // for a server that is about to end
  private static final Duration SETTLE = Duration.ofMillis(250);
  private static final long POLL = 10_000_000; // ns

  private Attempt() {}

  /**
   * Returns if the server keeps the case's promise.
   *
   * @param server the server's process, or null if the kit did not start it
   * @throws Violation if the server does not keep it
   */
  static void run(
      TestCase testCase,
      InetSocketAddress address,
      @Nullable ServerProcess server,
      Settings settings)
      throws Exception {
    OptionalLong before = server == null ? OptionalLong.empty() : server.descriptors();
    try (var run = new CaseRun(address, server, settings.timeout(), settings.exitCode())) {
      runBody(testCase, run, server);
      if (server == null) {
        run.expectAlive();
      } else if (!server.wasTerminated()) {
        settle(server, before);
        run.expectAlive();
      }
    }
  }

  private static void runBody(TestCase testCase, CaseRun run, @Nullable ServerProcess server)
      throws Exception {
    var ended = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> disconnectAtLimit(run, ended));
    try {
      testCase.body().run(run);
    } catch (Violation e) {
      String ending = "";
      if (server != null && !server.wasTerminated() && server.endsWithin(ENDING)) {
        ending = "; the server " + server.ending();
      }
      throw new Violation(e.getMessage() + ending, run.needsFraming());
    } finally {
      ended.countDown();
      run.disconnect();
    }
  }

  /** Waits up to 250 ms until the server has closed its clients, as far as that can be seen. */
  private static void settle(ServerProcess server, OptionalLong before) {
    long end = System.nanoTime() + SETTLE.toNanos();
    do {
      LockSupport.parkNanos(POLL);
    } while (server.descriptors().orElse(0) > before.orElse(Long.MAX_VALUE)
        && System.nanoTime() - end < 0);
  }

  /** Ends a case whose server sends a byte within every timeout, but no end of its answers. */
  private static void disconnectAtLimit(CaseRun run, CountDownLatch ended) {
    try {
      if (!ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        run.disconnect();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
