package hexline.conformance.junit;

import hexline.conformance.client.Client;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.conformance.process.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A packed server whose pool is larger than the system's limit of threads. Needs Linux and root:
 * the server runs as a user of its own, because the limit counts the threads of a user, and root
 * has none. Elsewhere the test is skipped. A server's test class extends it.
 */
public abstract class ThreadLimitSuite {

  private static final int SIGTERM_EXIT_CODE = 143;
  private static final int THREADS = 60; // a JVM without clients has about 20
  private static final int CLIENTS = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Path jar;
  private final List<String> arguments;

  /**
   * @param module the server's module: the jar is {@code target/MODULE.jar}
   * @param arguments options for the server that want a pool of more than 60 threads
   */
  protected ThreadLimitSuite(String module, String... arguments) {
    this.jar = Path.of("target", module + ".jar").toAbsolutePath();
    this.arguments = List.of(arguments);
  }

  @Test
  @DisplayName("R14, R15: a pool that cannot start all its threads serves with those that it has")
  void servesWithFewerThreadsThanThePoolWants() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    long user = 100_000 + ProcessHandle.current().pid(); // nobody else's
    var command = new ArrayList<String>();
    command.addAll(List.of("setpriv", "--reuid=" + user, "--clear-groups"));
    command.addAll(List.of("prlimit", "--nproc=" + THREADS, java));
    Assumptions.assumeTrue(
        succeeds(command, "-jar", jar.toString(), "--version"),
        "this system has no root, setpriv and prlimit, or other users cannot read the server");
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-jar", jar.toString(), "--port", "{port}", "{options}"));
    command.addAll(arguments);
    try (var server =
        ServerProcess.start(new Target.Command(command), Launch.OWN, Map.of(), TIMEOUT)) {
      connectManyAndLeave(server);
      awaitAnswer(server);
      server.terminate();
      Assertions.assertEquals(SIGTERM_EXIT_CODE, server.awaitExit(TIMEOUT));
    }
  }

  private static boolean succeeds(List<String> command, String... more)
      throws InterruptedException {
    var words = new ArrayList<String>(command);
    words.addAll(List.of(more));
    try {
      return new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void connectManyAndLeave(ServerProcess server) {
    var clients = new ArrayList<Client>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Client.connect(server.address(), TIMEOUT).send("255\n"));
      }
      clients.getFirst().expect("0xff");
    } finally {
      clients.forEach(Client::close);
    }
  }

  /** Retries: the server may give up a client for which it has no thread. */
  private static void awaitAnswer(ServerProcess server) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try (Client fresh = Client.connect(server.address(), Duration.ofSeconds(1))) {
        fresh.ask("255", "0xff").expectEndAfterFinish();
        return;
      } catch (Violation e) {
        if (!server.isAlive() || System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }
}
