package hexline.theatre.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.theatre.recording.Recording.Act;
import hexline.theatre.recording.Recording.Connection;
import hexline.theatre.recording.Recording.Lane;
import hexline.theatre.recording.Recording.Park;
import hexline.theatre.recording.Recording.VirtualThread;
import hexline.theatre.recording.Recording.Wait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What holds of every recording, and of every file for Perfetto. */
public final class RecordingRules {

  private static final Set<String> STEPS =
      Set.of(
          "accept",
          "read",
          "convert",
          "write",
          "wait",
          "park",
          "handOver",
          "complete",
          "sleep",
          "select",
          "burn");
  private static final Set<String> CAUSES = Set.of("client", "thread", "turn", "work", "room");

  private RecordingRules() {}

  /** A recording is as the format says. */
  public static void check(Recording recording) {
    Set<Long> lanes = recording.threads().stream().map(Lane::id).collect(Collectors.toSet());
    Map<Integer, Connection> connections =
        recording.connections().stream()
            .collect(Collectors.toMap(Connection::id, connection -> connection));
    Map<Long, List<Act>> byThread = new HashMap<>();
    for (Act act : recording.steps()) {
      String what = recording.server() + ": " + act;
      assertTrue(STEPS.contains(act.step()), what);
      assertTrue(lanes.contains(act.thread()), what);
      assertTrue(0 <= act.from() && act.from() <= act.to(), what);
      assertTrue(act.to() <= recording.length(), what);
      assertFalse(act.text().isEmpty(), what);
      assertTrue(act.connection() == null || connections.containsKey(act.connection()), what);
      byThread.computeIfAbsent(act.thread(), _ -> new ArrayList<>()).add(act);
    }
    byThread.values().forEach(acts -> checkNesting(recording.server(), acts));
    for (VirtualThread thread : recording.virtualThreads()) {
      String what = recording.server() + ": " + thread;
      assertTrue(connections.containsKey(thread.connection()), what);
      assertFalse(thread.name().isEmpty(), what);
      long end = 0;
      for (Park park : thread.parks()) {
        assertTrue(end <= park.from() && park.from() <= park.to(), what);
        assertFalse(park.text().isEmpty(), what);
        end = park.to();
      }
      assertTrue(end <= recording.length(), what);
    }
    Map<Integer, Long> last = new HashMap<>();
    for (Wait wait : recording.waits()) {
      String what = recording.server() + ": " + wait;
      assertTrue(CAUSES.contains(wait.cause()), what);
      assertTrue(wait.from() < wait.to(), what);
      assertTrue(wait.from() >= last.getOrDefault(wait.connection(), 0L), "overlaps: " + what);
      last.put(wait.connection(), wait.to());
      Connection connection = connections.get(wait.connection());
      assertNotNull(connection, what);
      assertTrue(wait.from() >= connection.connectedAt(), what);
      Long ended = connection.endedAt();
      assertTrue(wait.to() <= (ended == null ? recording.length() : ended), what);
      assertTrue(wait.thread() == null || lanes.contains(wait.thread()), what);
      assertFalse(wait.text().isEmpty(), what);
    }
  }

  private static void checkNesting(String server, List<Act> acts) {
    Deque<Act> open = new ArrayDeque<>();
    for (Act act :
        acts.stream()
            .sorted(
                Comparator.comparingLong(Act::from)
                    .thenComparing(Comparator.comparingLong(Act::to).reversed()))
            .toList()) {
      while (!open.isEmpty() && open.peek().to() <= act.from()) {
        open.pop();
      }
      Act outer = open.peek();
      assertTrue(
          outer == null || act.to() <= outer.to(),
          () -> server + ": " + act + " overlaps " + outer);
      open.push(act);
    }
  }

  /** A file for Perfetto is as the Trace Event Format says. */
  public static void checkTrace(String json) {
    JsonNode events = Json.read(json).get("traceEvents");
    assertTrue(events.isArray() && !events.isEmpty());
    Map<String, List<double[]>> slices = new HashMap<>();
    Map<String, Deque<String>> open = new HashMap<>();
    var flows = new HashSet<String>();
    int named = 0;
    for (JsonNode event : events) {
      assertTrue(event.get("pid").isInt(), event::toString);
      String phase = event.get("ph").asString();
      switch (phase) {
        case "M" -> {
          assertFalse(event.get("args").get("name").asString().isEmpty());
          named++;
        }
        case "X" -> {
          double from = event.get("ts").asDouble();
          assertTrue(event.get("dur").asDouble() >= 0, event::toString);
          slices
              .computeIfAbsent(event.get("pid") + "/" + event.get("tid"), _ -> new ArrayList<>())
              .add(new double[] {from, from + event.get("dur").asDouble()});
        }
        case "b" -> stack(open, event).push(event.get("name").asString());
        case "e" ->
            assertEquals(stack(open, event).pop(), event.get("name").asString(), "pairs nest");
        case "s" -> assertTrue(flows.add(event.get("id").asString()), event::toString);
        case "f" -> {
          assertTrue(flows.contains(event.get("id").asString()), event::toString);
          assertEquals("e", event.get("bp").asString());
        }
        default -> throw new AssertionError("phase " + phase);
      }
    }
    assertTrue(named > 0);
    open.values().forEach(names -> assertTrue(names.isEmpty(), names::toString));
    slices.forEach(RecordingRules::checkSlices);
  }

  /** Names of the asynchronous events that are open with the id of this one. */
  private static Deque<String> stack(Map<String, Deque<String>> open, JsonNode event) {
    String id = event.get("cat").asString() + "/" + event.get("id").asString();
    return open.computeIfAbsent(id, _ -> new ArrayDeque<>());
  }

  /** Slices of a thread nest; a microsecond has three decimals, which rounding may move. */
  private static void checkSlices(String thread, List<double[]> slices) {
    slices.sort(
        Comparator.<double[]>comparingDouble(slice -> slice[0])
            .thenComparing(Comparator.<double[]>comparingDouble(slice -> slice[1]).reversed()));
    Deque<Double> ends = new ArrayDeque<>();
    for (double[] slice : slices) {
      while (!ends.isEmpty() && ends.peek() <= slice[0] + 0.0005) {
        ends.pop();
      }
      assertTrue(ends.isEmpty() || slice[1] <= ends.peek() + 0.0005, thread);
      ends.push(slice[1]);
    }
  }
}
