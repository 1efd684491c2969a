package hexline.theatre.recording;

import hexline.theatre.recording.Recording.Act;
import hexline.theatre.recording.Recording.Connection;
import hexline.theatre.recording.Recording.Lane;
import hexline.theatre.recording.Recording.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recordings in the Trace Event Format, which Perfetto opens. A server is a process. What a kernel
 * thread does are complete events (X), which nest; connections and their waits are asynchronous
 * events (b, e), which need no thread; where a client goes on on another thread, a flow (s, f) leads
 * there.
 */
public final class ChromeTrace {

  private static final double NANOS_PER_MICRO = 1000;

  private final List<Map<String, Object>> events = new ArrayList<>();
  private int flows;

  private ChromeTrace() {}

  /** All recordings of a scene, as JSON. */
  public static String json(List<Recording> recordings) {
    var trace = new ChromeTrace();
    for (int i = 0; i < recordings.size(); i++) {
      trace.add(i + 1, recordings.get(i));
    }
    var whole = new LinkedHashMap<String, Object>();
    whole.put("displayTimeUnit", "ms");
    whole.put("traceEvents", trace.events);
    return Json.write(whole);
  }

  private void add(int process, Recording recording) {
    name(process, null, "process_name", recording.server());
    for (Lane lane : recording.threads()) {
      name(process, lane.id(), "thread_name", lane.name());
    }
    for (Act act : recording.steps()) {
      complete(process, act, recording);
    }
    for (Connection connection : recording.connections()) {
      connection(process, connection, recording);
      flows(process, connection, recording);
    }
  }

  private void name(int process, @Nullable Long thread, String what, String name) {
    Map<String, Object> event = event("M", process, thread, what);
    event.put("args", Map.of("name", name));
  }

  private void complete(int process, Act act, Recording recording) {
    Map<String, Object> event = event("X", process, act.thread(), act.step());
    event.put("cat", "step");
    event.put("ts", micros(act.from()));
    event.put("dur", micros(act.to() - act.from()));
    var arguments = new LinkedHashMap<String, Object>();
    arguments.put("what", act.text());
    recording.connections().stream()
        .filter(connection -> act.isFor(connection.id()))
        .forEach(connection -> arguments.put("connection", connection.name()));
    if (act.bytes() != null) {
      arguments.put("bytes", act.bytes());
    }
    event.put("args", arguments);
  }

  private void connection(int process, Connection connection, Recording recording) {
    String id = process + "." + connection.id();
    Long ended = connection.endedAt();
    long end = ended == null ? recording.length() : ended;
    async("b", process, id, connection.name(), connection.connectedAt());
    recording.waits().stream()
        .filter(wait -> wait.connection() == connection.id())
        .sorted(Comparator.comparingLong(Wait::from))
        .forEach(wait -> {
          String name = "waits: " + wait.cause();
          Map<String, Object> begin = async("b", process, id, name, wait.from());
          begin.put("args", Map.of("why", wait.text()));
          async("e", process, id, name, wait.to());
        });
    async("e", process, id, connection.name(), end);
  }

  private Map<String, Object> async(String phase, int process, String id, String name, long at) {
    Map<String, Object> event = event(phase, process, 0L, name);
    event.put("cat", "connection");
    event.put("id", id);
    event.put("ts", micros(at));
    return event;
  }

  /** An arrow wherever a client's next step is on another thread than the last one. */
  private void flows(int process, Connection connection, Recording recording) {
    Act last = null;
    for (Act act : recording.steps()) {
      if (!act.isFor(connection.id()) || act.step().equals("wait")) {
        continue;
      }
      if (last != null && last.thread() != act.thread() && act.from() >= last.to()) {
        flows++;
        // A flow binds to the event that covers its time, so it begins inside of it.
        flow("s", process, last.thread(), last.from());
        flow("f", process, act.thread(), act.from()).put("bp", "e");
      }
      last = act;
    }
  }

  private Map<String, Object> flow(String phase, int process, long thread, long at) {
    Map<String, Object> event = event(phase, process, thread, "goes on");
    event.put("cat", "connection");
    event.put("id", flows);
    event.put("ts", micros(at));
    return event;
  }

  private Map<String, Object> event(String phase, int process, @Nullable Long thread, String name) {
    var event = new LinkedHashMap<String, Object>();
    event.put("ph", phase);
    event.put("pid", process);
    if (thread != null) {
      event.put("tid", thread);
    }
    event.put("name", name);
    events.add(event);
    return event;
  }

  private static double micros(long nanos) {
    return nanos / NANOS_PER_MICRO;
  }
}
