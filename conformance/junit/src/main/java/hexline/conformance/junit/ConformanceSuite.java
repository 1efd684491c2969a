package hexline.conformance.junit;

import hexline.conformance.Kit;
import hexline.conformance.Result;
import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.Draws;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.conformance.client.Client;
import hexline.conformance.client.Sending;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.conformance.process.Target;
import hexline.process.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.opentest4j.TestAbortedException;

/**
 * The kit as JUnit tests of one of this project's servers, packed as a runnable jar: a test for
 * each case. The tests that are no cases run beside the kit. A server's test class extends it.
 */
@Execution(ExecutionMode.CONCURRENT)
public abstract class ConformanceSuite {

  /** Exit code of a JVM that SIGTERM has ended. */
  private static final int SIGTERM_EXIT_CODE = 143;

  /** Options for JVMs that live for a case or two: C1 only, and a collector that starts quickly. */
  private static final List<String> QUICK_TO_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** {@code -Dconformance.tier=2} runs the heavy cases, too. */
  private static final Tier TIER = Tier.of(Integer.getInteger("conformance.tier", 1));

  private static final String FULL = "cannot take another client";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Path jar;
  private final Set<Trait> traits;
  private final List<String> arguments;

  /**
   * @param module the server's module, as in {@code nio-server}: its name says the model, and the
   *     jar is {@code target/MODULE.jar}
   * @param arguments more options for the server, which choose its variant
   */
  protected ConformanceSuite(String module, String... arguments) {
    this.jar = Path.of("target", module + ".jar");
    this.traits = Trait.of(module.replace("-server", ""));
    this.arguments = List.of(arguments);
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
  @Execution(ExecutionMode.SAME_THREAD) // the stream closes the kit when its last test has ended
  Stream<DynamicTest> conformance() {
    var settings =
        Settings.standard()
            .withTraits(traits)
            .withExitCode(SIGTERM_EXIT_CODE)
            .withDraws(TIER == Tier.QUICK ? Draws.FEW : Draws.STANDARD);
    var kit = new Kit(command(), settings);
    return kit.submit(cases()).entrySet().stream()
        .map(each -> test(each.getKey(), each.getValue()))
        .onClose(kit::close);
  }

  /** Those of the tier, and those that draw at random: in a build they draw little. */
  private static List<TestCase> cases() {
    return Cases.ALL.stream()
        .filter(each -> each.tier().compareTo(TIER) <= 0 || Cases.RANDOM.contains(each))
        .toList();
  }

  private static DynamicTest test(TestCase testCase, Future<Result> running) {
    return DynamicTest.dynamicTest(
        testCase.toString(),
        () -> {
          Result result = running.get();
          switch (result.verdict()) {
            case PASS -> {}
            case FAIL, ERROR -> Assertions.fail(result.explanation());
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
        traits.contains(Trait.ONE_CLIENT_AT_A_TIME), "one client has room enough");
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

  /** Not a case of the kit, which reads what a server logs. */
  @Test
  @DisplayName("R14, R15: a log that nobody reads stops neither the server nor its end")
  void isNotStoppedByALogThatNobodyReads() throws Exception {
    Assumptions.assumeTrue(arguments.isEmpty(), "the plain servers will do");
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
    Process process = startWithUnreadLog(address.getPort());
    try {
      byte[] rejected = Wire.bytes(("x".repeat(40) + "\n").repeat(3000)); // more than a pipe holds
      try (Client client = connectWhenItListens(address, process)) {
        Sending sending = client.stream(rejected, 1);
        client.expectAnswersTo(rejected).expectEndAfterFinish();
        sending.await();
      }
      try (Client fresh = Client.connect(address, TIMEOUT)) {
        fresh.ask("255", "0xff").expectEndAfterFinish();
      }
      process.destroy();
      Assertions.assertTrue(
          process.waitFor(Duration.ofSeconds(6)), "ends within the drain timeout and 5 s");
      Assertions.assertEquals(SIGTERM_EXIT_CODE, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  private Process startWithUnreadLog(int port) throws IOException {
    List<String> words =
        Stream.concat(
                command().words().stream().filter(word -> !word.equals("{options}")),
                Stream.of("--verbose", "--drain-timeout", "1s"))
            .map(word -> word.replace("{port}", String.valueOf(port)))
            .toList();
    return new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static Client connectWhenItListens(InetSocketAddress address, Process process) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        return Client.connect(address, TIMEOUT);
      } catch (Violation e) {
        if (!process.isAlive() || System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(10_000_000);
      }
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
