package hexline.theatre.watch;

import hexline.theatre.agent.ProbeTable;
import hexline.theatre.agent.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Reads a recording of the Flight Recorder. */
public final class JfrReader {

  private static final Map<String, Step> TRACES = new HashMap<>();

  static {
    for (ProbeTable.Trace trace : ProbeTable.TRACES) {
      TRACES.put(trace.filter(), trace.step());
    }
  }

  private final List<Seen> events = new ArrayList<>();
  private final Map<Long, String> names = new HashMap<>(); // by kernel thread
  private final Map<Long, String> virtualNames = new HashMap<>(); // by the id of the Java thread
  private final List<Long> offsets = new ArrayList<>(); // from JFR's clock to System.nanoTime
  private long bytesLost;

  private JfrReader() {}

  /**
   * What a recording has.
   *
   * @throws IOException if it cannot be read, or the agent has written nothing into it
   */
  public static Watched read(Path file) throws IOException {
    var reader = new JfrReader();
    try (var recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        reader.take(recording.readEvent());
      }
    }
    return reader.watched();
  }

  private void take(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "hexline.Step" -> step(event);
      case "jdk.MethodTrace" -> trace(event);
      case "jdk.ThreadStart" -> name(event.getThread("thread"));
      case "jdk.DataLoss" -> bytesLost += event.getLong("amount");
      default -> {}
    }
  }

  private void step(RecordedEvent event) {
    long from = nanos(event.getStartTime());
    offsets.add(event.getLong("nanoTime") - from);
    boolean failed = event.getString("failure") != null;
    add(
        event,
        Step.valueOf(event.getString("step")),
        event.getLong("carrierAtBegin"),
        event.getLong("carrierAtEnd"),
        event.getInt("port"),
        event.getLong("bytes"),
        failed);
  }

  private void trace(RecordedEvent event) {
    RecordedMethod method = event.getValue("method");
    Step step = TRACES.get(method.getType().getName() + "::" + method.getName());
    if (step != null) {
      add(event, step, 0, 0, 0, -1, false); // it does not tell the carrier
    }
  }

  private void add(
      RecordedEvent event,
      Step step,
      long carrierAtBegin,
      long carrierAtEnd,
      int port,
      long bytes,
      boolean failed) {
    RecordedThread thread = event.getThread();
    if (thread == null) {
      return; // it was lost with the events that name the threads
    }
    name(thread);
    events.add(
        new Seen(
            step,
            nanos(event.getStartTime()),
            nanos(event.getEndTime()),
            thread.getJavaThreadId(),
            thread.isVirtual(),
            thread.isVirtual() ? carrierAtBegin : thread.getOSThreadId(),
            thread.isVirtual() ? carrierAtEnd : thread.getOSThreadId(),
            port,
            bytes,
            failed));
  }

  private void name(@Nullable RecordedThread thread) {
    if (thread == null || thread.getJavaName() == null) {
      return;
    }
    if (thread.isVirtual()) {
      virtualNames.put(thread.getJavaThreadId(), thread.getJavaName());
    } else {
      names.put(thread.getOSThreadId(), thread.getJavaName());
    }
  }

  private Watched watched() throws IOException {
    if (offsets.isEmpty()) {
      throw new IOException("the recording has no event of the agent");
    }
    long offset = offsets.stream().sorted().toList().get(offsets.size() / 2);
    var unseen = new ArrayList<String>();
    if (bytesLost > 0) {
      unseen.add("The Flight Recorder has lost " + bytesLost + " bytes of events.");
    }
    return new Watched(
        Watched.Clock.MONOTONIC,
        events.stream().map(event -> event.shifted(offset)).toList(),
        names,
        virtualNames,
        unseen);
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }
}
