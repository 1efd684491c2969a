package hexline.conformance;

import hexline.conformance.cases.CaseRun;
import hexline.conformance.cases.TestCase;
import hexline.conformance.client.Violation;
import hexline.conformance.process.ServerProcess;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the body of a case against one server, bounded in time, and checks that the server lives.
 */
final class Attempt {

  private static final Duration ENDING = Duration.ofMillis(50); // for a server that is about to end

  private Attempt() {}

  /**
   * Returns if the server keeps the case's promise.
   *
   * @throws Violation if the server does not keep it
   */
  static void run(TestCase testCase, InetSocketAddress address, Settings settings)
      throws Exception {
    try (var run = caseRun(address, null, settings)) {
      runBody(testCase, run, null, settings);
      run.expectAlive();
    }
  }

  /**
   * The same for a server that the kit has started.
   *
   * @param invariants of this server
   * @throws Violation if the server does not keep the promise, or the invariants
   */
  static void run(TestCase testCase, ServerProcess server, Invariants invariants, Settings settings)
      throws Exception {
    try (var run = caseRun(server.address(), server, settings)) {
      runBody(testCase, run, server, settings);
      if (!server.wasTerminated()) {
        if (settings.invariants()) {
          invariants.expectRestored(settings.timeout());
        }
        run.expectAlive();
      }
      if (settings.invariants()) {
        invariants.expectQuietLog(run.mayWarn());
      }
    }
  }

  private static CaseRun caseRun(
      InetSocketAddress address, @Nullable ServerProcess server, Settings settings) {
    return new CaseRun(address, server, settings.timeout(), settings.exitCode(), settings.draws());
  }

  private static void runBody(
      TestCase testCase, CaseRun run, @Nullable ServerProcess server, Settings settings)
      throws Exception {
    Duration limit = testCase.tier().limit().plus(settings.draws().time());
    var ended = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> disconnectAfter(limit, run, ended));
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

  /** Ends a case whose server sends a byte within every timeout, but no end of its answers. */
  private static void disconnectAfter(Duration limit, CaseRun run, CountDownLatch ended) {
    try {
      if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        run.disconnect();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
