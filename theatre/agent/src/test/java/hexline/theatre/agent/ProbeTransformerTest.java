package hexline.theatre.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A class with probes does what it did, and each call of a watched method is an event. */
class ProbeTransformerTest {

  /** The rows of the real table about a client's log, about {@link Sample}. */
  private static final List<Probe> TABLE =
      ProbeTable.PROBES.stream()
          .map(probe ->
              probe.type().equals("hexline.server.ClientLog")
                  ? new Probe(
                      Sample.class.getName(),
                      probe.method(),
                      probe.descriptor(),
                      probe.step(),
                      probe.client(),
                      probe.path(),
                      probe.bytes())
                  : probe)
          .toList();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  /** The events of the sample, which throws, on a thread. */
  private List<RecordedEvent> record(Thread.Builder thread) throws Exception {
    Path file = folder.resolve("probes.jfr");
    try (var recording = new Recording()) {
      recording.enable(StepEvent.NAME);
      recording.start();
      Runnable sample = watchedSample();
      thread.start(() -> assertThrows(IllegalArgumentException.class, sample::run)).join();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file);
  }

  @Test
  @DisplayName("each call is an event, also one that throws")
  void events() throws Exception {
    List<RecordedEvent> events = record(Thread.ofPlatform());
    assertEquals(
        List.of("CONNECTED", "GOT", "CONNECTED", "CLOSED", "PUT"),
        events.stream()
            .sorted((a, b) -> a.getEndTime().compareTo(b.getEndTime()))
            .map(event -> event.getString("step"))
            .toList());
    for (RecordedEvent event : events) {
      assertEquals(4711, event.getInt("port"));
      assertTrue(event.getLong("nanoTime") != 0);
      assertEquals(0, event.getLong("virtualThread"), "a platform thread has no carrier");
      assertEquals(0, event.getLong("carrierAtBegin"));
      assertEquals(0, event.getLong("carrierAtEnd"));
      boolean isFailed = event.getString("step").equals("PUT");
      assertEquals(
          isFailed ? IllegalArgumentException.class.getName() : null, event.getString("failure"));
    }
    assertEquals(List.of(5L, 7L), bytes(events));
  }

  @Test
  @DisplayName("an event of a virtual thread tells its carrier")
  void carrier() throws Exception {
    List<RecordedEvent> events = record(Thread.ofVirtual());
    assertEquals(5, events.size());
    for (RecordedEvent event : events) {
      assertEquals(event.getThread().getJavaThreadId(), event.getLong("virtualThread"));
      assertTrue(event.getLong("carrierAtBegin") > 0);
      assertEquals(event.getLong("carrierAtBegin"), event.getLong("carrierAtEnd"));
    }
  }

  private static List<Long> bytes(List<RecordedEvent> events) {
    return events.stream()
        .map(event -> event.getLong("bytes"))
        .filter(bytes -> bytes >= 0)
        .sorted()
        .toList();
  }

  @Test
  @DisplayName("without a recording the methods do what they did")
  void withoutRecording() throws Exception {
    assertThrows(IllegalArgumentException.class, watchedSample()::run);
  }

  @Test
  @DisplayName("a row that matches no method, or two, is found")
  void matches() throws IOException {
    var sound = new ProbeTransformer(TABLE);
    assertEquals(List.of(1, 1, 1, 1), sound.matches(Sample.class.getName(), bytesOf(Sample.class)));
    var renamed =
        new ProbeTransformer(
            List.of(
                new Probe(
                    Sample.class.getName(),
                    "connect",
                    "",
                    Step.CONNECTED,
                    Probe.Client.THIS,
                    "address",
                    Probe.Bytes.NONE)));
    assertEquals(List.of(0), renamed.matches(Sample.class.getName(), bytesOf(Sample.class)));
  }

  @Test
  @DisplayName("a class that is not in the table stays as it is")
  void others() throws IOException {
    var transformer = new ProbeTransformer(ProbeTable.PROBES);
    String name = Sample.class.getName().replace('.', '/');
    assertNull(transformer.transform(null, name, null, null, bytesOf(Sample.class)));
  }

  private static Runnable watchedSample() throws ReflectiveOperationException, IOException {
    byte[] watched =
        new ProbeTransformer(TABLE).transform(Sample.class.getName(), bytesOf(Sample.class));
    var loader =
        new ClassLoader(Sample.class.getClassLoader()) {
          Class<?> define() {
            return defineClass(Sample.class.getName(), watched, 0, watched.length);
          }
        };
    return (Runnable) loader.define().getConstructor().newInstance();
  }

  private static byte[] bytesOf(Class<?> type) throws IOException {
    try (var in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return Objects.requireNonNull(in, type.getName()).readAllBytes();
    }
  }
}
