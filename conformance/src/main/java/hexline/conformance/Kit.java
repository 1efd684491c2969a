package hexline.conformance;

import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.conformance.client.Client;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.conformance.process.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases against one target. Cases that share a server run one after the other, and so do cases
 * of the higher tiers. Quick cases that start a server of their own mostly wait, so three of them
 * run at the same time.
 */
public final class Kit implements AutoCloseable {

  private static final int OWNING = 3; // cases at a time
  private static final Duration EXCUSED_TIMEOUT = Duration.ofSeconds(1);

  private static final class NotStarted extends Exception {
    private static final long serialVersionUID = 1;

    NotStarted(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private final Target target;
  private final Settings settings;
  private final @Nullable SharedServer shared; // used by the sharing thread after start()
  private final ExecutorService sharing = Executors.newSingleThreadExecutor(daemon("sharing"));
  private final ExecutorService owning = Executors.newFixedThreadPool(OWNING, daemon("owning"));

  public Kit(Target target, Settings settings) {
    this.target = target;
    this.settings = settings;
    this.shared = target instanceof Target.Command command ? new SharedServer(command) : null;
  }

  private static ThreadFactory daemon(String role) {
    return Thread.ofPlatform().name("cases-" + role + "-", 0).daemon().factory();
  }

  /**
   * Starts the server that cases share, to find out whether the command starts one at all.
   * Optional; call it before {@link #submit}.
   *
   * @throws IOException if it does not listen; the message ends with the last lines of its output
   */
  public void start() throws IOException {
    if (shared != null) {
      shared.get();
    }
  }

  /**
   * Queues cases, the last one first: those at the end of a group wait the longest, and should not
   * be the last ones to start. The map has them in their order.
   */
  public Map<TestCase, Future<Result>> submit(List<TestCase> cases) {
    var running = new LinkedHashMap<TestCase, Future<Result>>();
    cases.reversed().forEach(each -> running.putFirst(each, submit(each)));
    return running;
  }

  /** Queues a case behind those that use the same server. */
  public Future<Result> submit(TestCase testCase) {
    boolean own =
        launch(testCase).own()
            && testCase.tier() == Tier.QUICK // of the others, one at a time is enough
            && target instanceof Target.Command;
    return (own ? owning : sharing).submit(() -> run(testCase));
  }

  private Launch launch(TestCase testCase) {
    boolean takesOptions = target instanceof Target.Command command && command.takesOptions();
    return testCase.launch().on(takesOptions);
  }

  private Result run(TestCase testCase) {
    long start = System.nanoTime();
    Trait trait = traitThatExcuses(testCase);
    Verdict verdict = Verdict.PASS;
    String reason = "";
    Violation violation = null;
    try {
      switch (target) {
        case Target.Address(String host, int port) ->
            attempt(testCase, new InetSocketAddress(host, port));
        case Target.Command command -> attempt(testCase, command);
      }
      if (trait != null) {
        verdict = Verdict.FAIL;
        reason = "unexpected pass: remove --trait " + trait;
      }
    } catch (Skipped e) {
      verdict = Verdict.SKIP;
      reason = String.valueOf(e.getMessage());
    } catch (Violation e) {
      violation = e;
      verdict = trait == null ? Verdict.FAIL : Verdict.TRAIT;
      reason = trait == null ? String.valueOf(e.getMessage()) : trait + ": " + trait.reason();
    } catch (NotStarted e) { // no trait excuses this
      verdict = Verdict.FAIL;
      reason = "the server did not start: " + e.getMessage();
    } catch (KitFailure e) {
      verdict = Verdict.ERROR;
      reason = String.valueOf(e.getMessage());
    } catch (OutOfMemoryError e) { // also thrown if no thread can be started
      verdict = Verdict.ERROR;
      reason = "the kit itself has no memory or thread left: " + e.getMessage();
    } catch (Exception e) {
      verdict = Verdict.ERROR;
      reason = "the case itself failed: " + e;
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    return new Result(testCase, verdict, millis, reason, violation);
  }

  private @Nullable Trait traitThatExcuses(TestCase testCase) {
    for (Trait trait : settings.traits()) {
      if (trait.excuses(testCase)) {
        return trait;
      }
    }
    return null;
  }

  /** An excused case is expected to fail, which need not take long. */
  private Settings settingsFor(TestCase testCase) {
    boolean shorten =
        traitThatExcuses(testCase) != null && settings.timeout().compareTo(EXCUSED_TIMEOUT) > 0;
    return shorten ? settings.withTimeout(EXCUSED_TIMEOUT) : settings;
  }

  private void attempt(TestCase testCase, InetSocketAddress address) throws Exception {
    if (launch(testCase).own()) {
      throw new Skipped("the case has to start the server itself");
    }
    expectListening(address);
    Attempt.run(testCase, address, settingsFor(testCase));
  }

  /** A server that has ended would fail every case, which says nothing about the rules. */
  private void expectListening(InetSocketAddress address) {
    try {
      Client.connect(address, settings.timeout()).close();
    } catch (Violation e) {
      throw new Skipped("nothing listens on the port any more");
    }
  }

  private void attempt(TestCase testCase, Target.Command command) throws Exception {
    Launch launch = launch(testCase);
    if (!launch.options().isEmpty() && !command.takesOptions()) {
      throw new Skipped("the command has no {options} for " + String.join(" ", launch.options()));
    }
    if (shared != null && !launch.own()) {
      attemptShared(testCase, shared);
      return;
    }
    for (Map<String, String> environment : launch.environments()) {
      try (var server = start(command, launch, environment)) {
        Attempt.run(testCase, server, new Invariants(server), settingsFor(testCase));
      }
    }
  }

  private void attemptShared(TestCase testCase, SharedServer servers) throws Exception {
    ServerProcess server;
    try {
      server = servers.get();
    } catch (IOException e) {
      throw new NotStarted(e);
    }
    try {
      Attempt.run(testCase, server, servers.invariants(), settingsFor(testCase));
    } catch (Violation | Exception e) {
      servers.endIfDamaged(settingsFor(testCase));
      throw e;
    }
  }

  private static ServerProcess start(
      Target.Command command, Launch launch, Map<String, String> environment) throws NotStarted {
    try {
      return SharedServer.start(command, launch, environment);
    } catch (IOException e) {
      throw new NotStarted(e);
    }
  }

  /** Ends the cases that run, and the shared server. */
  @Override
  public void close() {
    sharing.shutdownNow();
    owning.shutdownNow();
    try {
      boolean ended =
          sharing.awaitTermination(10, TimeUnit.SECONDS)
              && owning.awaitTermination(10, TimeUnit.SECONDS);
      if (!ended) {
        throw new IllegalStateException("a case does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (shared != null) {
        shared.close();
      }
    }
  }
}
