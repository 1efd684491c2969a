package hexline.bench.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.experiment.Experiment;
import hexline.bench.experiment.Experiments;
import hexline.bench.experiment.Profile;
import hexline.bench.load.Load;
import hexline.bench.report.Environment;
import hexline.bench.report.Findings;
import hexline.bench.report.Json;
import hexline.bench.report.ResultsSchema;
import hexline.bench.report.Row;
import hexline.bench.server.Observation;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Slice;
import hexline.cli.Progress;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(180)
class ComparisonTest {

  private static final Duration SHORT = Duration.ofMillis(80);
  private static final int STARTS = 2;

  /** Two starts and two blocks: as short as a run can be that has intervals. */
  private static Profile profile(Load.Closed... keepAlive) {
    return new Profile(
        "test",
        STARTS,
        STARTS,
        2,
        SHORT,
        Duration.ofMillis(5),
        SHORT,
        SHORT,
        1,
        2,
        SHORT,
        List.of(keepAlive),
        List.of(0.5),
        4,
        40);
  }

  private static final Profile SMALL = profile(new Load.Closed(1, 1), new Load.Closed(2, 2));

  /** A right server that ends, or answers wrongly, from a certain connection on. */
  static final class Mortal {

    /**
     * Runs until that connection; without end, if the file does not exist, which is then created.
     *
     * @param arguments the number of that connection, and the file; a third one if it is to answer
     *     wrongly
     */
    public static void main(String[] arguments) throws IOException {
      int last = Integer.parseInt(arguments[0]);
      Path file = Path.of(arguments[1]);
      boolean ends = Files.exists(file);
      if (!ends) {
        Files.createFile(file);
      }
      var listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
      System.out.println("mortal listening on 127.0.0.1:" + listener.getLocalPort());
      for (int count = 1; ; count++) {
        Socket client = listener.accept();
        boolean isTooMany = ends && count >= last;
        boolean lies = isTooMany && arguments.length > 2;
        if (isTooMany && !lies) {
          System.out.println("connection " + count + " was one too many");
          System.exit(3);
        }
        Thread.ofVirtual().start(() -> serve(client, lies));
      }
    }

    private static void serve(Socket client, boolean lies) {
      try (client;
          var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1))) {
        client.setTcpNoDelay(true);
        for (String line; (line = in.readLine()) != null; ) {
          var number = new BigInteger(line);
          String answer = (number.signum() < 0 ? "-0x" : "0x") + number.abs().toString(16) + "\n";
          client.getOutputStream().write((lies ? "0x\n" : answer).getBytes(ISO_8859_1));
        }
      } catch (IOException e) {
        // The client has gone.
      }
    }
  }

  private static List<Experiment> experiments(String... labels) {
    return Stream.of(labels).map(label -> Experiments.byLabel(label).orElseThrow()).toList();
  }

  private static Findings findings(Profile profile) {
    return new Findings(Environment.look(), profile);
  }

  private static Comparison comparison(
      Profile profile, Findings findings, List<Experiment> experiments, List<ServerSpec> servers) {
    return new Comparison(profile, experiments, servers, findings, 1, 1, 2, server -> server);
  }

  /** Runs it, calls an action for each step, and returns the names of the steps. */
  private static List<String> run(Comparison comparison, Consumer<String> onStep)
      throws InterruptedException {
    var output = new ByteArrayOutputStream();
    try (var out =
        new PrintStream(output, true, UTF_8) {
          @Override
          public void println(String line) {
            super.println(line);
            onStep.accept(line);
          }
        }) {
      comparison.run(new Progress(out, Optional.empty(), comparison.expected()));
    }
    return output
        .toString(UTF_8)
        .lines()
        .map(line -> line.replaceAll("^ *\\d+ %  | +\\d+:\\d+ left$", ""))
        .toList();
  }

  private static List<String> run(Comparison comparison) throws InterruptedException {
    return run(comparison, step -> {});
  }

  /** Errors, without those about ceilings: on a busy machine a short one may fail its audit. */
  private static List<String> errors(Findings findings) {
    return json(findings)
        .get("errors")
        .valueStream()
        .map(JsonNode::stringValue)
        .filter(error -> !error.startsWith("ceiling of the engine"))
        .toList();
  }

  private static JsonNode json(Findings findings) {
    String json = findings.json(false);
    assertEquals(List.of(), ResultsSchema.errors(json));
    return Json.read(json);
  }

  private static Set<String> servers(Findings findings) {
    return findings.rows().stream().map(Row::server).collect(Collectors.toSet());
  }

  private static Map<String, Integer> startsOf(Findings findings, String point) {
    var starts = new TreeMap<String, Integer>();
    findings.rows().stream()
        .filter(row -> row.point().name().equals(point))
        .forEach(row -> starts.put(row.server(), row.observations().size()));
    return starts;
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  @Test
  @Tag("thorough")
  @DisplayName("each start has new processes, which all points without work share")
  void plan() throws InterruptedException {
    Findings findings = findings(SMALL);
    Comparison comparison =
        comparison(
            SMALL,
            findings,
            experiments("KeepAlive", "ConnectPerRequest", "BlockingWork"),
            Children.suite("nio", "threaded"));
    assertTrue(comparison.expected().isPositive(), "the time is known before the run");
    Set<Long> before = children();
    List<String> steps = run(comparison);
    assertEquals(List.of(), errors(findings));
    assertEquals(
        List.of(
            "start null",
            "ceiling of the engine, 1 x 1",
            "ceiling of the engine, 2 x 2",
            "ceiling of the engine, 16 at a time",
            "stop null",
            "start all servers (1 of 2)",
            "warm up nio (1 of 2)",
            "warm up threaded (1 of 2)",
            "KeepAlive 1 connection x 1 in flight (1 of 2)",
            "KeepAlive 2 connections x 2 in flight (1 of 2)",
            "ConnectPerRequest 16 connections at a time (1 of 2)",
            "stop all servers",
            "start all servers (2 of 2)",
            "warm up nio (2 of 2)",
            "warm up threaded (2 of 2)",
            "KeepAlive 1 connection x 1 in flight (2 of 2)",
            "KeepAlive 2 connections x 2 in flight (2 of 2)",
            "ConnectPerRequest 16 connections at a time (2 of 2)",
            "stop all servers",
            "start all servers with --work block:10ms (1 of 1)",
            "BlockingWork 4 x 1, block:10ms (1 of 1)",
            "stop all servers"),
        steps);
    for (String point :
        List.of(
            "1 connection x 1 in flight",
            "2 connections x 2 in flight",
            "16 connections at a time")) {
      assertEquals(Map.of("nio", STARTS, "threaded", STARTS), startsOf(findings, point), point);
    }
    assertEquals(
        Map.of("nio", 1, "nio workers 4", 1, "threaded", 1),
        startsOf(findings, "4 x 1, block:10ms"));
    Set<Long> left = children();
    left.removeAll(before);
    assertEquals(Set.of(), left, "no server is left");
    for (Row row : findings.rows()) {
      for (Observation start : row.observations()) {
        assertEquals(
            List.of(0, 1), start.slices().stream().map(Slice::block).toList(), row::server);
      }
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName("a server that does not speak the protocol is in no row and no verdict")
  void article() throws InterruptedException {
    Profile one = profile(new Load.Closed(1, 1));
    Findings findings = findings(one);
    var servers =
        List.of(
            Children.suite("nio").getFirst(),
            Children.article(),
            Children.suite("threaded").getFirst());
    run(comparison(one, findings, experiments("KeepAlive"), servers));
    List<String> errors = errors(findings);
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(
        errors.getFirst().matches("article: .*; article is not measured any further"),
        errors::toString);
    assertFalse(findings.isSound(), "something is missing");
    assertEquals(Set.of("nio", "threaded"), servers(findings));
    JsonNode json = json(findings);
    for (String part : List.of("points", "verdict", "conclusions", "advice")) {
      assertFalse(json.get(part).toString().contains("article"), () -> json.get(part).toString());
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName("nor is it if only memory is measured, for which no server is loaded before")
  void articleIdle() throws InterruptedException {
    Findings findings = findings(SMALL);
    run(
        comparison(
            SMALL,
            findings,
            experiments("IdleConnections"),
            List.of(Children.article(), Children.suite("nio").getFirst())));
    List<String> errors = errors(findings);
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.getFirst().startsWith("article: "), errors::toString);
    assertEquals(1, json(findings).get("idle").size());
  }

  @Test
  @Tag("thorough")
  @DisplayName("a server that ends in its second start keeps the first, and is reported once")
  void endsInTheMiddle(@TempDir Path folder) throws InterruptedException {
    // Of each process: one connection of the check, two of the warm-up, one of the first point.
    ServerSpec mortal =
        Children.java("mortal", 1, Mortal.class, "5", folder.resolve("seen").toString());
    Profile twice = profile(new Load.Closed(1, 1), new Load.Closed(1, 2), new Load.Closed(1, 3));
    Findings findings = findings(twice);
    run(
        comparison(
            twice,
            findings,
            experiments("KeepAlive"),
            List.of(mortal, Children.suite("nio").getFirst())));
    List<String> errors = errors(findings);
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(
        errors
            .getFirst()
            .matches(
                "KeepAlive 1 connection x 2 in flight: mortal has ended: .*one too many.*;"
                    + " mortal is not measured any further"),
        errors::toString);
    assertEquals(Map.of("mortal", 2, "nio", 2), startsOf(findings, "1 connection x 1 in flight"));
    assertEquals(Map.of("mortal", 1, "nio", 2), startsOf(findings, "1 connection x 2 in flight"));
    assertEquals(Map.of("mortal", 1, "nio", 2), startsOf(findings, "1 connection x 3 in flight"));
    assertFalse(findings.isSound(), "something is missing");
  }

  @Test
  @Tag("thorough")
  @DisplayName(
      "a server that answers wrongly in its second start is in no verdict, not even before")
  void wrongInTheMiddle(@TempDir Path folder) throws InterruptedException {
    // Of each process: one connection of the check, two of the warm-up.
    ServerSpec liar =
        Children.java("liar", 1, Mortal.class, "2", folder.resolve("seen").toString(), "lies");
    Profile one = profile(new Load.Closed(1, 1));
    Findings findings = findings(one);
    run(
        comparison(
            one,
            findings,
            experiments("KeepAlive"),
            List.of(
                liar, Children.suite("nio").getFirst(), Children.suite("threaded").getFirst())));
    List<String> errors = errors(findings);
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.getFirst().matches("warm-up: .*WRONG=.*"), errors::toString);
    Row row =
        findings.rows().stream()
            .filter(each -> each.server().equals("liar"))
            .findFirst()
            .orElseThrow();
    assertEquals(1, row.observations().size(), "it was measured in the first start");
    String failure = row.failure().orElse("(passed)");
    assertTrue(failure.startsWith("a process of this server answered wrongly: "), failure);
    JsonNode json = json(findings);
    for (String part : List.of("verdict", "conclusions", "advice")) {
      assertFalse(json.get(part).toString().contains("liar"), () -> json.get(part).toString());
    }
    assertTrue(json.get("verdict").toString().contains("threaded"), "the others are compared");
  }

  @Test
  @Tag("thorough")
  @DisplayName("a server that ends while its capacity is measured is given up, and no other")
  void endsInCapacity(@TempDir Path folder) throws IOException, InterruptedException {
    Path file = Files.createFile(folder.resolve("seen")); // so it ends in its first start
    int connections = 1 + 2 * 256 + 100; // of the check and the warm-up, and some of the capacity
    ServerSpec mortal =
        Children.java("mortal", 1000, Mortal.class, "" + connections, file.toString());
    Findings findings = findings(SMALL);
    run(
        comparison(
            SMALL,
            findings,
            experiments("OpenLoop"),
            List.of(mortal, Children.suite("nio").getFirst())));
    List<String> errors = errors(findings);
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.getFirst().startsWith("capacity of mortal at 256 x 1: "), errors::toString);
    assertEquals(Set.of("nio"), servers(findings));
    List<Observation> starts = findings.rows().getFirst().observations();
    assertEquals(STARTS, starts.size());
    assertNotEquals(
        starts.getFirst().load(), starts.getLast().load(), "each process has its own capacity");
  }

  @Test
  @Tag("thorough")
  @DisplayName("an interruption between two steps keeps what is measured, and ends all servers")
  void interrupted() {
    Findings findings = findings(SMALL);
    Comparison comparison =
        comparison(SMALL, findings, experiments("KeepAlive"), Children.suite("nio", "threaded"));
    Set<Long> before = children();
    assertThrows(
        InterruptedException.class,
        () ->
            run(
                comparison,
                step -> {
                  if (step.contains("KeepAlive 2 connections")) {
                    Thread.currentThread().interrupt();
                  }
                }));
    assertEquals(Map.of("nio", 1, "threaded", 1), startsOf(findings, "1 connection x 1 in flight"));
    assertEquals(Map.of(), startsOf(findings, "2 connections x 2 in flight"), "not complete");
    assertEquals(List.of(), errors(findings), "nothing has failed");
    Set<Long> left = children();
    left.removeAll(before);
    assertEquals(Set.of(), left, "no server is left");
  }

  @Test
  @Tag("thorough")
  @DisplayName("closed findings end the run at the next step, as at the end of the JVM")
  void closed() throws InterruptedException {
    Findings findings = findings(SMALL);
    List<String> steps =
        run(
            comparison(SMALL, findings, experiments("KeepAlive"), Children.suite("nio")),
            step -> {
              if (step.contains("warm up nio")) {
                findings.close();
              }
            });
    assertEquals("warm up nio (1 of 2)", steps.getLast());
    assertTrue(findings.isEmpty(), "nothing is added after that");
  }

  @Test
  @DisplayName("servers that a load is too large for are skipped, which is noted once")
  void skipped() {
    Findings findings = findings(SMALL);
    Comparison comparison =
        comparison(
            SMALL,
            findings,
            experiments("KeepAlive", "OpenLoop", "IdleConnections"),
            Children.suite("sync"));
    assertTrue(comparison.expected().isPositive(), "one connection is left to measure");
    String report = String.join(" ", findings.report()).replaceAll("\\s+", " ");
    assertEquals(
        1, Pattern.compile("sync serves 1 client at a time").matcher(report).results().count());
  }
}
