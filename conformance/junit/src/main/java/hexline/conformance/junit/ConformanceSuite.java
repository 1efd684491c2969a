package hexline.conformance.junit;

import hexline.conformance.Kit;
import hexline.conformance.Result;
import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import hexline.conformance.client.Client;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.conformance.process.Target;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * The kit as JUnit tests of one of this project's servers, packed as a runnable jar: a test for
 * each case. A server's test class extends it.
 */
public abstract class ConformanceSuite {

  /** Exit code of a JVM that SIGTERM has ended. */
  private static final int SIGTERM_EXIT_CODE = 143;

  /** Options for JVMs that live for a case or two: C1 only, and a collector that starts quickly. */
  private static final List<String> QUICK_TO_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final String FULL = "cannot take another client";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Path jar;
  private final List<String> arguments;

  /**
   * @param module the server's module: the jar is {@code target/MODULE.jar}
   * @param arguments more options for the server, which choose its variant
   */
  protected ConformanceSuite(String module, String... arguments) {
    this.jar = Path.of("target", module + ".jar");
    this.arguments = List.of(arguments);
  }

  /** The traits of this server's model. */
  protected Set<Trait> traits() {
    return Set.of();
  }

  /** More options of the JVM that runs the server. */
  protected List<String> jvmOptions() {
    return List.of();
  }

  private Target.Command command(String... moreJvmOptions) {
    Assertions.assertTrue(jar.toFile().isFile(), () -> jar + " is missing: package it first");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK_TO_START);
    command.addAll(jvmOptions());
    command.addAll(List.of(moreJvmOptions));
    command.addAll(List.of("-jar", jar.toString(), "--port", "{port}", "{options}"));
    command.addAll(arguments);
    return new Target.Command(command);
  }

  @TestFactory
  Stream<DynamicTest> conformance() {
    var settings = Settings.standard().withTraits(traits()).withExitCode(SIGTERM_EXIT_CODE);
    var kit = new Kit(command(), settings);
    List<DynamicTest> tests = Cases.ALL.stream().map(each -> test(each, kit.submit(each))).toList();
    return tests.stream().onClose(kit::close);
  }

  private static DynamicTest test(TestCase testCase, Future<Result> running) {
    return DynamicTest.dynamicTest(
        testCase.toString(),
        () -> {
          Result result = running.get();
          switch (result.verdict()) {
            case PASS -> {}
            case FAIL -> Assertions.fail(result.explanation());
            case TRAIT, SKIP ->
                throw new TestAbortedException(result.verdict() + ": " + result.reason());
          }
        });
  }

  /** Not a case of the kit: the size of the heap is an option of the JVM. */
  @Test
  @DisplayName("R15: a server without memory for one more client recovers when they have gone")
  void recoversFromTooManyClientsForItsMemory() throws Exception {
    Assumptions.assumeTrue(arguments.isEmpty(), "the plain servers will do");
    Assumptions.assumeFalse(
        traits().contains(Trait.ONE_CLIENT_AT_A_TIME), "one client has room enough");
    var flood = new ArrayList<Socket>();
    try (var server =
        ServerProcess.start(
            command("-Xmx16m"), Launch.own("--backlog", "256"), Map.of(), TIMEOUT)) {
      try {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!server.errors().contains(FULL) && server.isAlive() && System.nanoTime() - end < 0) {
          flood.add(sendUnfinishedLine(server));
        }
      } finally {
        for (Socket client : flood) {
          client.close();
        }
      }
      String errors = server.errors();
      Assertions.assertTrue(errors.contains(FULL), () -> flood.size() + " clients: " + errors);
      awaitAnswer(server);
      Assertions.assertTrue(server.isAlive());
    }
  }

  /**
   * Retries: clients that have left stay in the backlog for a while, and the server resets others.
   */
  private static void awaitAnswer(ServerProcess server) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try (Client fresh = Client.connect(server.address(), Duration.ofMillis(300))) {
        fresh.ask("255", "0xff").expectEndAfterFinish();
        return;
      } catch (Violation e) {
        if (!server.isAlive() || System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }

  private static Socket sendUnfinishedLine(ServerProcess server) {
    var client = new Socket();
    try {
      client.connect(server.address(), 100);
      client.getOutputStream().write(Wire.bytes("1".repeat(1000)));
    } catch (IOException e) {
      // The backlog is full, or the server has no memory for this client.
    }
    return client;
  }
}
