package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.experiment.Point;
import hexline.bench.load.Arrivals;
import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.Observation;
import hexline.bench.server.Slice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ResultTableTest {

  private static final Point POINT = Synthetic.point("KeepAlive", "10 connections x 1 in flight");

  private static String only(List<String> lines, String start) {
    List<String> found = lines.stream().filter(line -> line.startsWith(start)).toList();
    assertEquals(1, found.size(), () -> "one line starts with '" + start + "': " + lines);
    return found.getFirst();
  }

  private static List<String> lines(Row... rows) {
    return new ResultTable(List.of(rows), Map.of(), new Ceilings()).lines();
  }

  @Test
  @DisplayName("a row shows the figures that the run had")
  void figures() {
    Row row =
        Synthetic.row(
            POINT,
            Synthetic.closed("nio", 10, 1, 90_000, 100_000, 110_000),
            Synthetic.closed("nio", 10, 1, 95_000, 100_000, 105_000));
    var idle =
        new IdleMemory(
            "nio",
            List.of(
                new IdleMemory.Point(0, 1000, 500, 1, 1),
                new IdleMemory.Point(10, 1000 + 10 * 2048, 500 + 10 * 1024, 1, 11)),
            null);
    var table = new ResultTable(List.of(row), Map.of("nio", idle), new Ceilings());
    assertEquals(
        "nio              100,000  1.00         -  100us  111us  111us   10.0    14  2.00"
            + " thread event-loop-1",
        only(table.lines().subList(0, 4), "nio"),
        "median, ratio to itself, percentiles, CPU, threads, switches, limit");
    assertEquals(
        "nio                    3.00         2.00         1.00         1        11",
        only(table.lines().subList(4, 8), "nio"),
        "kB of each connection, outside and within the heap, threads, files");
  }

  @Test
  @DisplayName("another server has its ratio to the best, and the 95 % interval of it")
  void ratio() {
    Row fast =
        Synthetic.row(
            POINT,
            Synthetic.closed("fast", 10, 1, 10_000),
            Synthetic.closed("fast", 10, 1, 10_000),
            Synthetic.closed("fast", 10, 1, 10_000),
            Synthetic.closed("fast", 10, 1, 10_000));
    Row slow =
        Synthetic.row(
            POINT,
            Synthetic.closed("slow", 10, 1, 4_040),
            Synthetic.closed("slow", 10, 1, 3_960),
            Synthetic.closed("slow", 10, 1, 4_040),
            Synthetic.closed("slow", 10, 1, 3_960));
    List<String> lines = lines(fast, slow);
    assertTrue(
        only(lines, "slow").startsWith("slow               4,000  0.40 0.39-0.41 "),
        () -> "Student's interval: " + lines);
    assertTrue(
        only(lines, "fast").startsWith("fast              10,000  1.00         - "),
        () -> "the best is compared with itself: " + lines);
  }

  @Test
  @DisplayName("a heading says what the ratio is of, unless it is of requests a second")
  void heading() {
    Row row =
        Synthetic.row(
            Synthetic.point("CpuWork", "p"),
            Synthetic.closed("nio", new Load.Hog(11, 16), 10, 10_000));
    only(lines(row), "CpuWork: p (ratio of p50)");
    Row rates = Synthetic.row(POINT, Synthetic.closed("nio", 10, 1, 10_000));
    assertEquals("KeepAlive: " + POINT.name(), only(lines(rates), "KeepAlive"));
  }

  @Test
  @DisplayName("a row that fails its audit shows the reason and no number of its own")
  void failed() {
    Measurement wrong =
        Synthetic.measurement(
            new Load.Closed(10, 1),
            List.of(Synthetic.window(77_777, 128_572)),
            10,
            0,
            0,
            Map.of(Errors.Kind.WRONG, 1L),
            "expected '0x10d8' but got '0x10d9'",
            null);
    Row row = Synthetic.row(POINT, Synthetic.observation("nio", "none", wrong));
    String line = only(lines(row), "nio");
    assertTrue(
        line.contains("FAILED: 1 wrong (first: expected '0x10d8' but got '0x10d9')"),
        () -> "the reason is said: " + line);
    assertFalse(line.contains("77"), () -> "its rate is not: " + line);
  }

  @Test
  @DisplayName("a label is never cut: a long one has a line of its own")
  void labels() {
    for (String label : List.of("async workers 32", "async workers 256")) {
      List<String> lines =
          lines(Synthetic.row(POINT, Synthetic.closed(label, 10, 1, 100, 101, 102)));
      assertTrue(only(lines, "async").startsWith(label), () -> "whole: " + lines);
      assertEquals(
          lines.get(2).indexOf("req/s") + "req/s".length(),
          lines.getLast().indexOf(" 101 ") + " 101".length(),
          () -> "its figures stand in their columns: " + lines);
    }
  }

  @Test
  @DisplayName("with a connection for each request neither threads nor switches can be told")
  void connections() {
    Row row =
        Synthetic.row(
            Synthetic.point("ConnectPerRequest", "10 connections at a time"),
            Synthetic.closed("nio", new Load.Connect(10), 10, 100, 101, 102));
    assertTrue(
        only(lines(row), "nio").endsWith("     -     - thread event-loop-1"),
        () -> "no threads, no switches: " + lines(row));
  }

  @Test
  @DisplayName("a tail that may be the engine's own delays is not printed")
  void ownDelays() {
    var punctuality = new Measurement.Punctuality(100_000, 100, 40, 0);
    Measurement open =
        Synthetic.measurement(
            new Load.Open(10, 100_000, Arrivals.Kind.POISSON),
            List.of(Synthetic.window(100_000, 100_000)),
            10,
            0,
            0,
            Map.of(),
            null,
            punctuality);
    Row row =
        Synthetic.row(Synthetic.point("OpenLoop", "p"), Synthetic.observation("nio", "none", open));
    assertTrue(
        only(lines(row), "nio").matches("nio +100,000 +1\\.00 +- +100us +100us +- .*"),
        () -> "60 of 100,000 are too many for p99.9 alone: " + lines(row));
  }

  @Test
  @DisplayName("servers that were started once have a ratio without an interval")
  void oneStart() {
    List<String> lines =
        lines(
            Synthetic.row(POINT, Synthetic.closed("fast", 10, 1, 1000, 1010, 1020)),
            Synthetic.row(POINT, Synthetic.closed("slow", 10, 1, 500, 505, 510)));
    assertTrue(only(lines, "slow").matches("slow +505 +0\\.50 +- .*"), () -> "a dash: " + lines);
  }

  @Test
  @DisplayName("a server that was not measured in the blocks of the best one has no ratio")
  void otherBlocks() {
    Observation late = Synthetic.closed("late", 10, 1, 400);
    Slice slice = late.slices().getFirst();
    List<Slice> slices = List.of(new Slice(9, slice.window(), slice.serverCpuNanos()));
    List<String> lines =
        lines(
            Synthetic.row(POINT, Synthetic.closed("early", 10, 1, 1000)),
            Synthetic.row(POINT, Synthetic.with(late, slices, 0)));
    assertTrue(only(lines, "late").matches("late +400 +- +- .*"), () -> "dashes: " + lines);
  }

  @Test
  @DisplayName("a few ticks of processor time are no figure")
  void fewTicks() {
    Observation seen = Synthetic.closed("nio", 10, 1, 100, 101, 102);
    assertEquals(OptionalDouble.empty(), withCpu(seen, 199).cpuMicros(), "19 ticks");
    assertEquals(200_000 / 303.0, withCpu(seen, 200).cpuMicros().orElseThrow(), 1e-6, "20 ticks");
    assertTrue(
        only(lines(withCpu(seen, 199)), "nio").matches(".* - +14 .*"), "a dash before the threads");
  }

  private static Row withCpu(Observation seen, long millis) {
    return Synthetic.row(POINT, Synthetic.with(seen, millis * 1_000_000, seen.machine()));
  }

  @Test
  @DisplayName("no line is wider than 100 columns, whatever the figures")
  void width() {
    Row large =
        Synthetic.row(
            Synthetic.point(
                "KeepAlive",
                "10 connections x 1 in flight and a very long description of it ".repeat(3)),
            Synthetic.closed("a server with a long name", 10_000, 1024, 12_345_678, 98_765));
    Measurement wrong =
        Synthetic.measurement(
            new Load.Closed(10, 1),
            List.of(Synthetic.window(1, 1)),
            10,
            0,
            0,
            Map.of(Errors.Kind.WRONG, 1L),
            "many words ".repeat(40) + "x".repeat(200),
            null);
    Row failed =
        Synthetic.row(Synthetic.point("CpuWork", "p"), Synthetic.observation("nio", "none", wrong));
    for (String line : lines(large, failed)) {
      assertTrue(line.length() <= ResultTable.WIDTH, () -> line.length() + " columns: " + line);
    }
  }

  @Test
  @DisplayName("a row within half of the engine's ceiling is marked")
  void clientBound() {
    Row row = Synthetic.row(POINT, Synthetic.closed("nio", 10, 1, 100_000, 100_000));
    var ceilings = new Ceilings();
    ceilings.put(row.load(), 199_000);
    String marked = only(new ResultTable(List.of(row), Map.of(), ceilings).lines(), "nio");
    assertTrue(marked.endsWith("thread event-loop *"), "199,000 is less than twice 100,000");
    assertTrue(marked.length() <= ResultTable.WIDTH, "and the mark is within the width");
    ceilings.put(row.load(), 201_000);
    assertFalse(
        only(new ResultTable(List.of(row), Map.of(), ceilings).lines(), "nio").endsWith("*"),
        "201,000 is more");
  }

  @Test
  @DisplayName("a remote server has dashes for what only its machine knows")
  void remote() {
    Observation seen = Synthetic.closed("remote", 10, 1, 100, 101, 102);
    var remote =
        new Observation(
            seen.server(),
            seen.work(),
            seen.measurement(),
            seen.slices(),
            0,
            seen.machine(),
            Optional.empty());
    String line = only(lines(Synthetic.row(POINT, remote)), "remote");
    assertTrue(line.matches("remote +101 .* - +- +- +unknown \\(remote\\).*"), line);
  }
}
