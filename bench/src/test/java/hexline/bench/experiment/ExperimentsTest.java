package hexline.bench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.load.Load;
import hexline.bench.server.ServerSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;

class ExperimentsTest {

  /** Keeps what an experiment asks for. */
  private static final class Plan implements Planner {
    final List<Point> points = new ArrayList<>();
    final List<Integer> idle = new ArrayList<>();
    private final Profile profile;
    private final List<ServerSpec> servers;

    Plan(Profile profile, String... servers) {
      this.profile = profile;
      this.servers = Stream.of(servers).map(this::parse).toList();
    }

    static Plan of(Experiment experiment, Profile profile, String... servers) {
      var plan = new Plan(profile, servers);
      experiment.plan(plan);
      return plan;
    }

    @Override
    public Profile profile() {
      return profile;
    }

    @Override
    public ServerSpec parse(String text) { // each is asked once, which takes the start of a JVM
      return PARSED.computeIfAbsent(text, ServerSpec::parse);
    }

    @Override
    public List<ServerSpec> servers() {
      return servers;
    }

    @Override
    public int processors() {
      return 3;
    }

    @Override
    public void measure(Point point) {
      points.add(point);
    }

    @Override
    public void measureIdle(Experiment experiment, int connections) {
      idle.add(connections);
    }
  }

  private static final Map<String, ServerSpec> PARSED = new ConcurrentHashMap<>();
  private static final String[] SUITE = ServerSpec.suite().toArray(String[]::new);

  static List<Experiment> all() {
    return Experiments.ALL;
  }

  private static Experiment experiment(String label) {
    return Experiments.byLabel(label).orElseThrow();
  }

  private static List<String> labels(List<ServerSpec> servers) {
    return servers.stream().map(ServerSpec::label).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName(
      "an experiment has a question, a load, and something to measure of every size of run")
  void complete(Experiment experiment) {
    assertTrue(experiment.question().strip().length() > 10, "a question");
    assertTrue(
        experiment.question().contains("?") && experiment.load().length() > 10, "and a load");
    assertEquals(Optional.of(experiment), Experiments.byLabel(experiment.label()));
    for (Profile profile : List.of(Profile.quick(), Profile.full())) {
      Plan plan = Plan.of(experiment, profile, SUITE);
      assertFalse(plan.points.isEmpty() && plan.idle.isEmpty(), "it measures something");
      var names = new HashSet<String>();
      for (Point point : plan.points) {
        assertEquals(experiment, point.experiment());
        assertTrue(names.add(point.name()), () -> "a name of its own: " + point.name());
        assertFalse(point.servers().isEmpty(), () -> "a server for " + point.name());
        assertEquals(new HashSet<>(point.servers()).size(), point.servers().size(), "each once");
        assertTrue(point.slice().isPositive(), "time to measure");
        Load load = point.loadOf().apply(10_000);
        point.fixedLoad().ifPresent(fixed -> assertEquals(fixed, load));
        if (point.work().equals(Point.NO_WORK) && !(load instanceof Load.Connect)) {
          for (ServerSpec server : point.servers()) {
            assertTrue(
                server.clientsAtOnce() >= load.connections(),
                () -> server.label() + " cannot serve " + load);
          }
        }
      }
    }
  }

  @Test
  @DisplayName("names are found in upper and lower case; others are not")
  void byLabel() {
    assertEquals("KeepAlive", experiment("keepalive").label());
    assertEquals(Optional.empty(), Experiments.byLabel("Keep"));
    assertEquals(Experiments.ALL.size(), Set.copyOf(Experiments.labels()).size(), "unique");
  }

  @Test
  @DisplayName("each experiment has a JMH benchmark of its name; beside these there is the codec's")
  void benchmarks() {
    Set<String> classes =
        BenchmarkList.defaultList().getAll(null, List.of()).stream()
            .map(BenchmarkListEntry::getUserClassQName)
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    var expected = new TreeSet<>(Experiments.labels());
    expected.addAll(List.of("Codec", "LongLine"));
    assertEquals(expected, classes);
  }

  @Test
  @DisplayName("a server that serves one client at a time is asked only what is fair to it")
  void oneClient() {
    Plan keepAlive = Plan.of(experiment("KeepAlive"), Profile.quick(), "sync", "nio");
    assertEquals(
        List.of(List.of("sync", "nio"), List.of("nio"), List.of("nio")),
        keepAlive.points.stream().map(point -> labels(point.servers())).toList());
    assertEquals(
        List.of("nio"),
        labels(
            Plan.of(experiment("OpenLoop"), Profile.quick(), "sync", "nio")
                .points
                .getFirst()
                .servers()));
    assertEquals(
        List.of("sync", "nio"),
        labels(
            Plan.of(experiment("ConnectPerRequest"), Profile.quick(), "sync", "nio")
                .points
                .getFirst()
                .servers()));
  }

  @Test
  @DisplayName("event loops run blocking work a second time with workers, unless they are there")
  void workers() {
    Profile profile = Profile.quick();
    int clients = profile.blockingClients();
    String workers = "nio --workers " + clients;
    for (String[] servers :
        List.of(new String[] {"sync", "nio", "async"}, new String[] {"nio", workers})) {
      Point point = Plan.of(experiment("BlockingWork"), profile, servers).points.getFirst();
      assertEquals(new Load.Closed(clients, 1), point.fixedLoad().orElseThrow());
      List<String> labels = labels(point.servers());
      assertEquals(Set.copyOf(labels).size(), labels.size(), () -> "each once: " + labels);
      assertTrue(labels.contains("nio workers " + clients), labels::toString);
      assertEquals(List.of(servers).contains("async"), labels.contains("async workers " + clients));
    }
  }

  @Test
  @DisplayName("a server that takes no work is asked nothing about work")
  void noWork() {
    for (String label : List.of("BlockingWork", "CpuWork")) {
      Plan plan = Plan.of(experiment(label), Profile.quick(), "mine=cmd {port}", "virtual");
      assertEquals(List.of("virtual"), labels(plan.points.getFirst().servers()), label);
    }
  }

  @Test
  @DisplayName("there are as many hogs as the server has processors, or carriers")
  void hogs() {
    assertEquals(new Load.Hog(3 + 16, 3, 16), hogs(SUITE));
    assertEquals(new Load.Hog(3 + 16, 3, 16), hogs("virtual --carriers 2"));
    assertEquals(new Load.Hog(5 + 16, 5, 16), hogs("nio", "virtual --carriers=5"));
  }

  private static Load hogs(String... servers) {
    Plan plan = Plan.of(experiment("CpuWork"), Profile.quick(), servers);
    return plan.points.getFirst().fixedLoad().orElseThrow();
  }

  @Test
  @DisplayName("the rate of an open loop is a share of the server's own capacity")
  void openShares() {
    Plan plan = Plan.of(experiment("OpenLoop"), Profile.full(), "nio");
    assertEquals(
        List.of(5_000.0, 8_000.0),
        plan.points.stream()
            .map(point -> (Load.Open) point.loadOf().apply(10_000))
            .map(Load.Open::perSecond)
            .toList());
    assertTrue(plan.points.stream().noneMatch(point -> point.fixedLoad().isPresent()), "no rate");
  }

  @Test
  @DisplayName("few servers are started more often, in about the same time")
  void forServers() {
    int starts = Profile.quick().starts();
    assertEquals(2 * starts, Profile.quick().forServers(1).starts());
    assertEquals(2 * starts, Profile.quick().forServers(2).starts());
    assertEquals(starts, Profile.quick().forServers(5).starts());
    assertEquals(starts, Profile.quick().forServers(11).starts());
    assertTrue(Profile.quick().workStarts() >= 2, "one start would give no interval");
  }

  @Test
  @DisplayName(
      "the points that decide are measured in all starts, the others in some, spread evenly")
  void startsOfPoints() {
    Profile profile = Profile.full();
    Plan plan = Plan.of(experiment("KeepAlive"), profile, "nio");
    for (Point point : plan.points) {
      List<Integer> measured =
          IntStream.range(0, profile.starts())
              .filter(start -> profile.isMeasured(point, start))
              .boxed()
              .toList();
      boolean decides = point.fixedLoad().orElseThrow().connections() == 256;
      assertEquals(
          decides ? profile.starts() : profile.otherStarts(), measured.size(), point.name());
      int every = profile.starts() / measured.size();
      for (int i = 1; i < measured.size(); i++) {
        assertEquals(every, measured.get(i) - measured.get(i - 1), point.name());
      }
    }
  }
}
