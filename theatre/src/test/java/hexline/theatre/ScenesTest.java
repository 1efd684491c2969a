package hexline.theatre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.theatre.recording.ChromeTrace;
import hexline.theatre.recording.Recording;
import hexline.theatre.recording.Recording.Act;
import hexline.theatre.recording.Recording.Lane;
import hexline.theatre.recording.Recording.Request;
import hexline.theatre.recording.Recording.VirtualThread;
import hexline.theatre.recording.Recording.Wait;
import hexline.theatre.recording.RecordingRules;
import hexline.theatre.scene.Scene;
import hexline.theatre.scene.Scenes;
import hexline.theatre.server.ServerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each scene with all servers: what must be seen is seen. Nothing is said about how long a step
 * takes, because the servers run at the same time here. On a busy machine a server may not have come
 * to what a scene is about when the next step of a client is due; so a scene has three attempts.
 */
@Timeout(300)
class ScenesTest {

  private static final int ATTEMPTS = 3;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private void shows(String scene, Consumer<Map<String, Recording>> check) throws Exception {
    for (int attempt = 1; true; attempt++) {
      Map<String, Recording> recordings = record(scene);
      try {
        check.accept(recordings);
        return;
      } catch (AssertionError e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Map<String, Recording> record(String name) throws Exception {
    Scene scene = Scenes.named(name).orElseThrow();
    var servers = new ArrayList<ServerSpec>();
    Stream.concat(ServerSpec.suite().stream(), scene.further().stream())
        .forEach(server -> servers.add(ServerSpec.ofSuite(server)));
    var recordings = new LinkedHashMap<String, Recording>();
    try (var recorder = new Recorder(scene, servers, folder, false)) {
      for (Recording recording : recorder.recordAtOnce()) {
        RecordingRules.check(recording);
        assertEquals(scene.clients().size(), recording.connections().size());
        assertFalse(recording.caption().isEmpty());
        for (Request request : recording.requests()) {
          assertNotNull(request.answeredAt(), () -> recording.server() + ": " + request);
        }
        recordings.put(recording.server(), recording);
      }
    }
    RecordingRules.checkTrace(ChromeTrace.json(List.copyOf(recordings.values())));
    Set<String> captions =
        recordings.values().stream()
            .map(recording -> withoutFigures(recording.caption()))
            .collect(Collectors.toSet());
    assertEquals(servers.size(), captions.size(), () -> "captions say the same: " + captions);
    return recordings;
  }

  private static String withoutFigures(String caption) {
    return caption.replaceAll("[\\d.,]+( ms| µs)?", "#");
  }

  private static Recording of(Map<String, Recording> recordings, String server) {
    return Objects.requireNonNull(recordings.get(server), server);
  }

  private static List<Act> steps(Recording recording, String step) {
    return recording.steps().stream().filter(act -> act.step().equals(step)).toList();
  }

  private static Stream<Act> steps(Recording recording, String step, int client) {
    return steps(recording, step).stream().filter(act -> act.isFor(client));
  }

  private static Stream<Wait> waits(Recording recording, String cause, int client) {
    return recording.waits().stream()
        .filter(wait -> wait.cause().equals(cause) && wait.connection() == client);
  }

  private static long endOf(Recording recording, int client) {
    return Objects.requireNonNull(recording.connections().get(client - 1).endedAt());
  }

  private static long answered(Recording recording, int client) {
    return recording.requests().stream()
        .filter(request -> request.connection() == client)
        .mapToLong(request -> Objects.requireNonNull(request.answeredAt()))
        .findFirst()
        .orElseThrow();
  }

  private static Set<Long> threads(Recording recording, int client) {
    return recording.steps().stream()
        .filter(act -> act.isFor(client))
        .map(Act::thread)
        .collect(Collectors.toSet());
  }

  private static Set<String> kinds(Recording recording) {
    return recording.threads().stream().map(Lane::kind).collect(Collectors.toSet());
  }

  private static boolean areDisjoint(List<Act> acts) {
    List<Act> sorted = acts.stream().sorted(Comparator.comparingLong(Act::from)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).from() < sorted.get(i - 1).to()) {
        return false;
      }
    }
    return true;
  }

  @Test
  @Tag("thorough")
  @DisplayName("second-client: only the sync server makes client 2 wait until client 1 has left")
  void secondClient() throws Exception {
    shows("second-client", ScenesTest::secondClient);
  }

  private static void secondClient(Map<String, Recording> recordings) {
    Recording sync = of(recordings, "sync");
    long firstLeaves = endOf(sync, 1);
    Act firstRead = steps(sync, "read", 2).min(Comparator.comparingLong(Act::from)).orElseThrow();
    assertTrue(firstRead.from() >= firstLeaves, firstRead::toString);
    assertTrue(
        waits(sync, "thread", 2).anyMatch(wait -> Objects.equals(wait.behind(), 1)),
        sync.waits()::toString);
    assertEquals(threads(sync, 1), threads(sync, 2));
    for (Recording recording : recordings.values()) {
      if (!recording.server().equals("sync")) {
        assertTrue(answered(recording, 2) < endOf(recording, 1), recording.server());
        assertFalse(
            waits(recording, "thread", 2).anyMatch(wait -> Objects.equals(wait.behind(), 1)),
            recording.server());
      }
      for (int client = 1; client <= 2; client++) {
        for (String step : List.of("accept", "read", "convert", "write")) {
          assertTrue(
              steps(recording, step, client).findAny().isPresent(),
              recording.server() + ": no " + step + " of client " + client);
        }
        assertTrue(
            steps(recording, "read", client).anyMatch(act -> act.bytes() != null),
            recording.server());
        assertTrue(
            steps(recording, "write", client).anyMatch(act -> act.bytes() != null),
            recording.server());
      }
    }
    for (String one : List.of("nio", "async")) {
      Recording recording = of(recordings, one);
      assertEquals(threads(recording, 1), threads(recording, 2), one);
      assertFalse(steps(recording, "select").isEmpty(), one);
    }
    Recording threaded = of(recordings, "threaded");
    assertNotEquals(
        steps(threaded, "read", 1).findFirst().orElseThrow().thread(),
        steps(threaded, "read", 2).findFirst().orElseThrow().thread());
    Recording virtual = of(recordings, "virtual");
    assertTrue(kinds(virtual).contains("carrier"), virtual.threads()::toString);
    assertFalse(steps(virtual, "park").isEmpty());
    assertEquals(
        List.of(1, 2), virtual.virtualThreads().stream().map(VirtualThread::connection).toList());
    for (VirtualThread thread : virtual.virtualThreads()) {
      assertTrue(thread.name().startsWith("client-"), thread.name());
      assertFalse(thread.parks().isEmpty(), thread.name());
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName("slow-reader: a thread waits for it, or none; others notice it with sync only")
  void slowReader() throws Exception {
    shows("slow-reader", ScenesTest::slowReader);
  }

  private static void slowReader(Map<String, Recording> recordings) {
    for (Recording recording : recordings.values()) {
      String server = recording.server();
      assertTrue(waits(recording, "room", 1).findAny().isPresent(), server);
      boolean isThread =
          waits(recording, "room", 1)
                  .max(Comparator.comparingLong(wait -> wait.to() - wait.from()))
                  .orElseThrow()
                  .thread()
              != null;
      assertEquals(List.of("sync", "threaded").contains(server), isThread, server);
      long firstReads = 400_000_000;
      assertEquals(server.equals("sync"), answered(recording, 2) > firstReads, server);
      if (List.of("nio", "async").contains(server)) {
        assertTrue(
            steps(recording, "wait").stream().allMatch(act -> act.connection() == null),
            server + " has no call that waits for one client");
      }
    }
    assertTrue(
        of(recordings, "virtual").virtualThreads().getFirst().parks().stream()
            .anyMatch(park -> park.text().startsWith("in write")),
        of(recordings, "virtual").virtualThreads()::toString);
  }

  @Test
  @Tag("thorough")
  @DisplayName("computing: one request at a time on a loop; virtual threads keep their carriers")
  void computing() throws Exception {
    shows("computing", ScenesTest::computing);
  }

  private static void computing(Map<String, Recording> recordings) {
    for (Recording recording : recordings.values()) {
      String server = recording.server();
      List<Act> burns = steps(recording, "burn");
      assertEquals(5, burns.size(), server);
      if (List.of("sync", "nio", "async").contains(server)) {
        assertTrue(areDisjoint(burns), server);
      }
      for (int client = 1; client <= 3; client++) {
        assertTrue(waits(recording, "work", client).findAny().isPresent(), server);
      }
    }
    // In which order depends on whose first line arrives first.
    assertTrue(
        of(recordings, "nio").waits().stream()
            .anyMatch(wait -> wait.behind() != null && wait.text().contains("computes for client")),
        of(recordings, "nio").waits()::toString);
    Recording virtual = of(recordings, "virtual");
    Set<Long> carriers =
        virtual.threads().stream()
            .filter(lane -> lane.kind().equals("carrier"))
            .map(Lane::id)
            .collect(Collectors.toSet());
    assertTrue(steps(virtual, "burn").stream().allMatch(act -> carriers.contains(act.thread())));
  }

  @Test
  @Tag("thorough")
  @DisplayName(
      "blocking: while a loop sleeps nobody is answered; workers and threads sleep at once")
  void blocking() throws Exception {
    shows("blocking", ScenesTest::blocking);
  }

  private static void blocking(Map<String, Recording> recordings) {
    assertEquals(7, recordings.size());
    for (String loop : List.of("sync", "nio", "async")) {
      Recording recording = of(recordings, loop);
      List<Act> sleeps = steps(recording, "sleep");
      assertEquals(4, sleeps.size(), loop);
      assertTrue(areDisjoint(sleeps), loop);
      for (Act sleep : sleeps) {
        assertTrue(
            steps(recording, "write").stream()
                .noneMatch(act -> act.from() > sleep.from() && act.from() < sleep.to()),
            loop);
      }
    }
    assertTrue(
        waits(of(recordings, "nio"), "thread", 2).anyMatch(wait -> wait.behind() != null),
        of(recordings, "nio").waits()::toString);
    for (String many : List.of("threaded", "nio workers 4", "async workers 4")) {
      List<Act> sleeps = steps(of(recordings, many), "sleep");
      assertEquals(4, sleeps.size(), many);
      assertFalse(areDisjoint(sleeps), many);
    }
    Recording virtual = of(recordings, "virtual");
    assertTrue(steps(virtual, "sleep").isEmpty(), "a virtual thread that sleeps keeps no carrier");
    for (int client = 1; client <= 3; client++) {
      assertTrue(waits(virtual, "work", client).allMatch(wait -> wait.thread() == null));
      assertTrue(waits(virtual, "work", client).findAny().isPresent());
      assertTrue(
          virtual.virtualThreads().get(client - 1).parks().stream()
              .anyMatch(park -> park.text().startsWith("in sleep")),
          virtual.virtualThreads()::toString);
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName("burst: client 2 is answered before the burst is, except by the sync server")
  void burst() throws Exception {
    shows("burst", ScenesTest::burst);
  }

  private static void burst(Map<String, Recording> recordings) {
    Recording sync = of(recordings, "sync");
    assertTrue(answered(sync, 2) > answered(sync, 1), sync.caption());
    for (Recording recording : recordings.values()) {
      assertTrue(steps(recording, "convert", 1).count() > 1, recording.server());
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName("idle-and-busy: an idle client has a thread of its own, or none")
  void idleAndBusy() throws Exception {
    shows("idle-and-busy", ScenesTest::idleAndBusy);
  }

  private static void idleAndBusy(Map<String, Recording> recordings) {
    for (String one : List.of("sync", "nio", "async")) {
      Set<Long> threads =
          of(recordings, one).steps().stream()
              .filter(act -> act.connection() != null)
              .map(Act::thread)
              .collect(Collectors.toSet());
      assertEquals(1, threads.size(), one);
    }
    Recording threaded = of(recordings, "threaded");
    assertTrue(
        threaded.steps().stream()
                .filter(act -> act.step().equals("read"))
                .map(Act::thread)
                .distinct()
                .count()
            >= 12,
        threaded.threads()::toString);
    Recording virtual = of(recordings, "virtual");
    assertTrue(
        virtual.threads().stream().filter(lane -> lane.kind().equals("carrier")).count() < 12,
        virtual.threads()::toString);
  }
}
