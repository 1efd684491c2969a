package hexline.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases against one target. Cases that share a server run one after the other; those that have
 * one of their own mostly wait, so three of them run at the same time.
 */
public final class Kit implements AutoCloseable {

  private static final int OWNING = 3;
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration CASE_LIMIT = Duration.ofSeconds(60);

  private static final Duration EXCUSED_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration ENDING = Duration.ofMillis(50); // one that dies takes a moment
  private static final Duration SETTLE = Duration.ofMillis(250);
  private static final long POLL = 10_000_000; // ns

  private static final class NotStarted extends Exception {
    private static final long serialVersionUID = 1;

    NotStarted(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private final Target target;
  private final Settings settings;
  private final ExecutorService sharing = Executors.newSingleThreadExecutor(daemon("sharing"));
  private final ExecutorService owning = Executors.newFixedThreadPool(OWNING, daemon("owning"));
  private @Nullable ServerProcess shared; // of the thread that runs the cases that share it

  public Kit(Target target, Settings settings) {
    this.target = target;
    this.settings = settings;
  }

  /** An excused case is expected to fail, which need not take long. */
  private Settings settingsFor(Case conformanceCase) {
    return traitThatExcuses(conformanceCase) == null
        ? settings
        : settings.withTimeout(min(settings.timeout(), EXCUSED_TIMEOUT));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static ThreadFactory daemon(String role) {
    return Thread.ofPlatform().name("cases-" + role + "-", 0).daemon().factory();
  }

  /** Runs a case as soon as those before it have gone. */
  public Future<Result> submit(Case conformanceCase) {
    boolean own = conformanceCase.launch().own() && target instanceof Target.Command;
    return (own ? owning : sharing).submit(() -> run(conformanceCase));
  }

  private Result run(Case conformanceCase) {
    long start = System.nanoTime();
    Trait trait = traitThatExcuses(conformanceCase);
    Verdict verdict = Verdict.PASS;
    String reason = "";
    try {
      switch (target) {
        case Target.Address(String host, int port) -> tryOn(conformanceCase, host, port);
        case Target.Command command -> tryOn(conformanceCase, command);
      }
      if (trait != null) {
        verdict = Verdict.FAIL;
        reason = "it passes although '" + trait + "' excuses it: declare no trait that is not so";
      }
    } catch (Skipped e) {
      verdict = Verdict.SKIP;
      reason = String.valueOf(e.getMessage());
    } catch (Violation e) {
      verdict = trait == null ? Verdict.FAIL : Verdict.TRAIT;
      reason =
          trait == null
              ? conformanceCase.rules() + ": " + e.getMessage()
              : trait + ": " + trait.reason();
    } catch (NotStarted e) { // which no trait excuses
      verdict = Verdict.FAIL;
      reason = "the server did not start: " + e.getMessage();
    } catch (Exception e) {
      verdict = Verdict.FAIL;
      reason = "the case itself failed: " + e;
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    return new Result(conformanceCase, verdict, millis, reason);
  }

  private @Nullable Trait traitThatExcuses(Case conformanceCase) {
    for (Trait trait : settings.traits()) {
      if (trait.excuses(conformanceCase)) {
        return trait;
      }
    }
    return null;
  }

  private void tryOn(Case conformanceCase, String host, int port) throws Exception {
    if (conformanceCase.launch().own()) {
      throw new Skipped("it has to start the server itself");
    }
    runWith(conformanceCase, new InetSocketAddress(host, port), null);
  }

  private void tryOn(Case conformanceCase, Target.Command command) throws Exception {
    Launch launch = conformanceCase.launch();
    if (!launch.options().isEmpty() && !command.takesOptions()) {
      throw new Skipped("the command has no {options} for " + String.join(" ", launch.options()));
    }
    if (!launch.own()) {
      ServerProcess server = sharedServer(command);
      try {
        runWith(conformanceCase, server.address(), server);
      } catch (Violation | Exception e) {
        replaceIfDamaged(server, conformanceCase);
        throw e;
      }
      return;
    }
    for (Map<String, String> environment : launch.environments()) {
      try (var server = start(command, launch, environment)) {
        runWith(conformanceCase, server.address(), server);
      }
    }
  }

  private ServerProcess sharedServer(Target.Command command) throws NotStarted {
    if (shared == null) {
      shared = start(command, Launch.SHARED, Map.of());
    }
    return shared;
  }

  private static ServerProcess start(
      Target.Command command, Launch launch, Map<String, String> environment) throws NotStarted {
    try {
      return ServerProcess.start(command, launch, environment, START_LIMIT);
    } catch (IOException e) {
      throw new NotStarted(e);
    }
  }

  /** A case that failed must not make the ones after it fail. */
  private void replaceIfDamaged(ServerProcess server, Case conformanceCase) {
    try (var session = new Session(server.address(), server, settingsFor(conformanceCase))) {
      session.expectAlive();
    } catch (Violation e) {
      server.close();
      shared = null;
    }
  }

  private void runWith(
      Case conformanceCase, InetSocketAddress address, @Nullable ServerProcess server)
      throws Exception {
    OptionalLong before = server == null ? OptionalLong.empty() : server.descriptors();
    try (var session = new Session(address, server, settingsFor(conformanceCase))) {
      var ended = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> endAtLimit(session, ended));
      try {
        conformanceCase.body().run(session);
      } catch (Violation e) {
        throw server == null || server.wasTerminated() || !server.endsWithin(ENDING)
            ? e
            : new Violation(e.getMessage() + "; the server " + server.ending());
      } finally {
        ended.countDown();
        session.disconnect();
      }
      if (server == null) {
        session.expectAlive();
      } else if (!server.wasTerminated()) {
        settle(server, before);
        session.expectAlive();
      }
    }
  }

  /** Gives the server a moment to notice that the clients have gone, more where one can see it. */
  private static void settle(ServerProcess server, OptionalLong before) {
    long end = System.nanoTime() + SETTLE.toNanos();
    do {
      LockSupport.parkNanos(POLL);
    } while (server.descriptors().orElse(0) > before.orElse(Long.MAX_VALUE)
        && System.nanoTime() - end < 0);
  }

  /** Bytes that drip in for ever keep every timeout; this ends such a case. */
  private static void endAtLimit(Session session, CountDownLatch ended) {
    try {
      if (!ended.await(CASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        session.disconnect();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the server that the cases have shared; cases that run are given up. */
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
