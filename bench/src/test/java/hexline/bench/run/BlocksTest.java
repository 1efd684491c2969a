package hexline.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.load.Load;
import hexline.bench.load.RequestTable;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.Observation;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Slice;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class BlocksTest {

  private static final Duration SHORT = Duration.ofMillis(30);
  private static final RequestTable TABLE = RequestTable.mixed(1);
  private static final Load LOAD = new Load.Closed(4, 2);
  private static final int BLOCKS = 4;
  private static final List<MeasuredServer> RUNNING = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    for (String server : List.of("nio", "virtual")) {
      RUNNING.add(MeasuredServer.start(ServerSpec.parse(server), "none"));
    }
  }

  @AfterAll
  static void stop() {
    MeasuredServer.close(RUNNING);
  }

  /** Keeps what it is told. */
  private static final class Outcomes implements Blocks.Outcome {
    final Map<String, Observation> measured = new HashMap<>();
    final List<String> failures = new ArrayList<>();

    @Override
    public void measured(Blocks.Entrant entrant, Observation observation) {
      assertEquals(entrant.server().spec().label(), observation.server());
      measured.put(observation.server(), observation);
    }

    @Override
    public void failed(Blocks.Entrant entrant, IOException reason) {
      failures.add(String.valueOf(reason.getMessage()));
    }

    Observation of(String server) {
      Observation found = measured.get(server);
      assertTrue(found != null, () -> server + " is measured: " + failures);
      return found;
    }

    int disturbed() {
      return measured.values().stream().mapToInt(Observation::disturbed).sum();
    }
  }

  private static Blocks blocks(Predicate<Disturbance> isDisturbed) {
    return new Blocks(
        BLOCKS, Duration.ofMillis(2), SHORT, SHORT, 1, Duration.ofSeconds(20), isDisturbed);
  }

  private static List<Blocks.Entrant> entrants(List<MeasuredServer> servers) {
    return servers.stream().map(server -> new Blocks.Entrant(server, "none", LOAD)).toList();
  }

  private static Outcomes run(Predicate<Disturbance> isDisturbed, List<MeasuredServer> servers)
      throws InterruptedException {
    var outcomes = new Outcomes();
    blocks(isDisturbed).run(entrants(servers), TABLE, 1, outcomes);
    return outcomes;
  }

  private static void assertEachBlockOnce(Observation seen) {
    assertEquals(
        List.of(0, 1, 2, 3), seen.slices().stream().map(Slice::block).toList(), seen::server);
    assertEquals(seen.measurement().windows(), seen.slices().stream().map(Slice::window).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 11})
  @DisplayName("over two blocks each server is as often early as late")
  void balanced(int servers) {
    var firsts = new HashSet<Integer>();
    for (int seed = 0; seed < 50; seed++) {
      var random = new Random(seed);
      List<Integer> order = new ArrayList<>();
      for (int server = 0; server < servers; server++) {
        order.add(server);
      }
      for (int block = 0; block < 6; block += 2) {
        Blocks.arrange(order, block, random);
        List<Integer> one = List.copyOf(order);
        firsts.add(one.getFirst());
        Blocks.arrange(order, block + 1, random);
        for (int server = 0; server < servers; server++) {
          assertEquals(servers - 1, one.indexOf(server) + order.indexOf(server), "both places");
        }
      }
    }
    assertEquals(servers, firsts.size(), "each has been the first one");
  }

  @Test
  @DisplayName("each server has one slice in each block, and is idle in those of the others")
  void everyBlock() throws InterruptedException {
    Outcomes outcomes = run(disturbance -> false, RUNNING);
    assertEquals(List.of(), outcomes.failures);
    for (String server : List.of("nio", "virtual")) {
      Observation seen = outcomes.of(server);
      assertEachBlockOnce(seen);
      assertEquals(Map.of(), seen.measurement().errors(), server);
      assertEquals(0, seen.disturbed());
      assertTrue(seen.measurement().windowAnswers() > 0, server);
      assertEquals(
          seen.slices().stream().mapToLong(Slice::serverCpuNanos).sum(), seen.serverCpuNanos());
      assertTrue(seen.serverCpuNanos() > 0, "it used the processor");
    }
  }

  @Test
  @DisplayName("a disturbed slice is repeated, and what was measured first is forgotten")
  void repeated() throws InterruptedException {
    var asked = new AtomicInteger();
    Outcomes outcomes = run(disturbance -> asked.getAndIncrement() == 2, RUNNING);
    assertEquals(2 * BLOCKS + 1, asked.get(), "one slice more than there are");
    assertEquals(0, outcomes.disturbed(), "the second try was not disturbed");
    assertEachBlockOnce(outcomes.of("nio"));
    assertEachBlockOnce(outcomes.of("virtual"));
  }

  @Test
  @DisplayName(
      "half as many slices as there are may be repeated; further ones are kept and counted")
  void budget() throws InterruptedException {
    var asked = new AtomicInteger();
    Outcomes always = run(disturbance -> asked.incrementAndGet() > 0, RUNNING);
    assertEquals(2 * BLOCKS + BLOCKS, asked.get(), "a run on a busy machine ends, too");
    assertEquals(2 * BLOCKS, always.disturbed(), "none of the slices was quiet");
    assertEachBlockOnce(always.of("nio"));
    assertEachBlockOnce(always.of("virtual"));
    asked.set(0);
    Outcomes byTurns = run(disturbance -> asked.getAndIncrement() % 2 == 0, RUNNING);
    assertEquals(2 * BLOCKS + BLOCKS, asked.get());
    assertEquals(BLOCKS / 2, byTurns.disturbed(), "of the last four every second one");
  }

  @Test
  @DisplayName(
      "the rule sees how long the engine did not run and what was stolen, and nothing else")
  void rule() {
    assertEquals(
        List.of("paused", "stolen"),
        Arrays.stream(Disturbance.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toList());
    assertFalse(new Disturbance(0, 0).isLarge(), "quiet");
    assertFalse(new Disturbance(0.1, 0.1).isLarge(), "a tenth is borne");
    assertTrue(new Disturbance(0.11, 0).isLarge(), "the engine");
    assertTrue(new Disturbance(0, 0.11).isLarge(), "the hypervisor");
  }

  @Test
  @DisplayName("a server that ends in the middle is one failure, and the others go on")
  void endsInTheMiddle() throws IOException, InterruptedException {
    ServerSpec spec = ServerSpec.parse("nio").withLabel("victim");
    try (var victim = MeasuredServer.start(spec, "none")) {
      var asked = new AtomicInteger();
      Outcomes outcomes =
          run(
              disturbance -> {
                if (asked.incrementAndGet() == 4) {
                  kill(victim.pid().orElseThrow()); // in the second block
                }
                return false;
              },
              List.of(RUNNING.getFirst(), victim, RUNNING.getLast()));
      assertEquals(1, outcomes.failures.size(), outcomes.failures::toString);
      assertTrue(
          outcomes.failures.getFirst().startsWith("victim has ended"), outcomes.failures::toString);
      assertEachBlockOnce(outcomes.of("nio"));
      assertEachBlockOnce(outcomes.of("virtual"));
      assertEquals(Map.of(), outcomes.of("nio").measurement().errors());
    }
  }

  private static void kill(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  @Test
  @DisplayName("a server that has ended before is a failure as well")
  void endedBefore() throws IOException, InterruptedException {
    ServerSpec spec = ServerSpec.nullServer().withLabel("gone");
    var gone = MeasuredServer.start(spec, "none");
    gone.close();
    Outcomes outcomes = run(disturbance -> false, List.of(gone, RUNNING.getFirst()));
    assertEquals(1, outcomes.failures.size(), outcomes.failures::toString);
    assertTrue(
        outcomes.failures.getFirst().startsWith("gone has ended"), outcomes.failures::toString);
    assertEachBlockOnce(outcomes.of("nio"));
  }

  @Test
  @DisplayName("a server with wrong answers in the warm-up fails with the first of them")
  void wrong() throws IOException, InterruptedException {
    try (var wrong = MeasuredServer.start(ServerSpec.nullServer(), "none")) {
      Outcomes outcomes = run(disturbance -> false, List.of(wrong));
      assertEquals(Map.of(), outcomes.measured);
      assertTrue(
          outcomes.failures.getFirst().matches("null: .*0x10d8.*"), outcomes.failures::toString);
    }
  }

  private static long openFiles() throws IOException {
    return RUNNING.getFirst().figures().orElseThrow().openFiles();
  }

  @Test
  @DisplayName("an interruption ends the blocks after a slice, and closes all connections")
  void interrupted() throws IOException, InterruptedException {
    long before = openFiles();
    var asked = new AtomicInteger();
    assertThrows(
        InterruptedException.class,
        () ->
            run(
                disturbance -> {
                  if (asked.incrementAndGet() == 3) {
                    Thread.currentThread().interrupt();
                  }
                  return false;
                },
                RUNNING));
    assertEquals(3, asked.get(), "no slice after it");
    while (openFiles() > before) { // the test has a time limit
      Thread.onSpinWait();
    }
    assertEachBlockOnce(run(disturbance -> false, RUNNING).of("nio"));
  }

  @Test
  @DisplayName("no server is no work")
  void none() throws InterruptedException {
    assertEquals(Map.of(), run(disturbance -> true, List.of()).measured);
  }
}
