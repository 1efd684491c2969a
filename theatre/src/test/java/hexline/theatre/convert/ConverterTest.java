package hexline.theatre.convert;

import static hexline.theatre.convert.Plays.MILLI;
import static hexline.theatre.convert.Plays.client;
import static hexline.theatre.convert.Plays.platform;
import static hexline.theatre.convert.Plays.virtual;
import static hexline.theatre.convert.Plays.watched;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.theatre.agent.Step;
import hexline.theatre.play.Play;
import hexline.theatre.recording.ChromeTrace;
import hexline.theatre.recording.Recording;
import hexline.theatre.recording.RecordingRules;
import hexline.theatre.watch.Seen;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Recordings that were made up, so that the right answer is known. */
class ConverterTest {

  private static Recording convert(Play play, Seen... events) {
    Recording recording =
        Converter.convert("server", List.of("java"), "agent", watched(events), play);
    RecordingRules.check(recording);
    RecordingRules.checkTrace(ChromeTrace.json(List.of(recording)));
    return recording;
  }

  /** "100 read 10..20 of 1". */
  private static List<String> steps(Recording recording) {
    return recording.steps().stream()
        .map(act ->
            act.thread()
                + " "
                + act.step()
                + " "
                + act.from() / MILLI
                + ".."
                + act.to() / MILLI
                + " of "
                + act.connection())
        .toList();
  }

  /** "thread 10..20 behind 1". */
  private static List<String> waits(Recording recording, int client) {
    return recording.waits().stream()
        .filter(wait -> wait.connection() == client)
        .map(wait ->
            wait.cause()
                + " "
                + wait.from() / MILLI
                + ".."
                + wait.to() / MILLI
                + (wait.behind() == null ? "" : " behind " + wait.behind()))
        .toList();
  }

  @Test
  @DisplayName("a read that begins on one carrier and ends on another is cut at its park")
  void cut() {
    Recording recording =
        convert(
            Plays.of(100, client(1, 90, 50, 70)),
            virtual(Step.READ, 10, 60, 1, 101, 102),
            virtual(Step.PARK, 11, 58, 0, 0, 0).withThread(51),
            virtual(Step.PARK, 11, 58, 0, 0, 0).withThread(51),
            virtual(Step.CONVERT, 60, 62, 1, 102, 102),
            virtual(Step.WRITE, 62, 65, 1, 102, 102));
    assertEquals(
        List.of(
            "101 park 10..11 of 1",
            "102 read 58..60 of 1",
            "102 convert 60..62 of 1",
            "102 write 62..65 of 1"),
        steps(recording));
    assertEquals(
        List.of("carrier", "carrier"),
        recording.threads().stream().map(Recording.Lane::kind).toList());
    // Its line comes at 50 ms. No carrier is busy with another client, so it waits for none.
    assertEquals(List.of("client 1..10", "client 11..50", "client 70..90"), waits(recording, 1));
    assertEquals(
        List.of(
            new Recording.VirtualThread(
                1,
                "client-3",
                List.of(
                    new Recording.Park(11 * MILLI, 58 * MILLI, "in read, until client 1 sends")))),
        recording.virtualThreads());
  }

  @Test
  @DisplayName("a virtual thread waits for its carrier while that is busy with another client")
  void busyCarrier() {
    Recording recording =
        convert(
            Plays.of(100, client(1, 90, 39, 61), client(2, 90, 50, 70)),
            virtual(Step.CONVERT, 40, 60, 1, 101, 101),
            virtual(Step.READ, 10, 63, 2, 101, 101),
            virtual(Step.PARK, 11, 62, 0, 0, 0).withThread(52),
            virtual(Step.WRITE, 63, 65, 2, 101, 101));
    assertEquals(
        List.of("client 1..10", "client 11..50", "thread 50..60 behind 1", "client 70..90"),
        waits(recording, 2));
    assertEquals(
        "its bytes have come; its virtual thread needs a carrier; carrier ForkJoinPool-1-worker-1"
            + " converts lines of client 1",
        waitAt(recording, 2, 50).text());
  }

  @Test
  @DisplayName("a blocking call on a virtual thread keeps no carrier")
  void sleep() {
    Recording recording =
        convert(
            Plays.of(100, client(1, 90, 10, 70)),
            virtual(Step.READ, 9, 11, 1, 101, 101),
            virtual(Step.CONVERT, 20, 60, 1, 101, 102),
            virtual(Step.SLEEP, 21, 58, 0, 101, 102).withThread(51),
            virtual(Step.WRITE, 60, 70, 1, 102, 102));
    assertEquals(
        List.of(
            "101 read 9..11 of 1",
            "101 convert 20..21 of 1",
            "102 convert 58..60 of 1",
            "102 write 60..70 of 1"),
        steps(recording));
    assertEquals(List.of("client 1..9", "work 21..58", "client 70..90"), waits(recording, 1));
    assertEquals(
        List.of(
            new Recording.Park(
                21 * MILLI, 58 * MILLI, "in sleep, a blocking call of the request of client 1")),
        recording.virtualThreads().getFirst().parks());
  }

  @Test
  @DisplayName("a step that has changed its carrier without a wait is counted, and not drawn")
  void moved() {
    Recording recording =
        convert(Plays.of(100, client(1, 90, 10, 70)), virtual(Step.READ, 9, 11, 1, 101, 102));
    assertEquals(List.of(), steps(recording));
    assertEquals(2, recording.unseen().size(), recording.unseen()::toString);
    assertTrue(recording.unseen().getFirst().contains("lost"), recording.unseen()::toString);
  }

  @Test
  @DisplayName("a thread that reads has waited until the client says that it has sent")
  void blockingRead() {
    Recording recording =
        convert(
            Plays.of(100, client(1, 60, 20, 25), client(2, 90, 30, 75)),
            platform(Step.ACCEPT, -5, 2, 1),
            platform(Step.READ, 3, 22, 1),
            platform(Step.CONVERT, 22, 23, 1),
            platform(Step.WRITE, 23, 25, 1),
            platform(Step.READ, 26, 61, 1),
            platform(Step.ACCEPT, 62, 63, 2),
            platform(Step.READ, 64, 65, 2),
            platform(Step.WRITE, 66, 75, 2));
    assertEquals(
        List.of(
            "100 accept 0..2 of 1",
            "100 wait 0..1 of null",
            "100 read 3..22 of 1",
            "100 wait 3..20 of 1",
            "100 convert 22..23 of 1",
            "100 write 23..25 of 1",
            "100 read 26..61 of 1",
            "100 wait 26..60 of 1",
            "100 accept 62..63 of 2",
            "100 read 64..65 of 2",
            "100 write 66..75 of 2"),
        steps(recording));
    assertEquals(
        List.of("acceptor"), recording.threads().stream().map(Recording.Lane::name).toList());
    // Client 2 has sent at 30 ms; the only thread waits for client 1 until that leaves.
    Recording.Wait wait = waitAt(recording, 2, 30);
    assertEquals("thread", wait.cause());
    assertEquals(61 * MILLI, wait.to(), "it has read the end of client 1");
    assertEquals(1, wait.behind());
    assertEquals(100L, wait.thread());
    assertEquals(
        "its bytes are in the kernel; thread acceptor is blocked in read for client 1",
        wait.text());
  }

  private static Recording.Wait waitAt(Recording recording, int client, long millis) {
    return recording.waits().stream()
        .filter(each -> each.connection() == client && each.from() == millis * MILLI)
        .findFirst()
        .orElseThrow(() -> new AssertionError(recording.waits().toString()));
  }

  @Test
  @DisplayName("the same delay before a read is no wait for a thread, blocking or with a selector")
  void wakeUp() {
    Play play = Plays.of(100, client(1, 90, 20, 30));
    Recording blocking =
        convert(
            play,
            platform(Step.ACCEPT, 1, 3, 1),
            platform(Step.READ, 3, 24, 1),
            platform(Step.CONVERT, 25, 26, 1),
            platform(Step.WRITE, 27, 28, 1));
    Recording selecting =
        convert(
            play,
            platform(Step.ACCEPT_NOW, 1, 3, 1),
            platform(Step.SELECT, 4, 29, 0),
            platform(Step.HANDLERS, 23, 29, 0),
            platform(Step.READ_NOW, 23, 24, 1),
            platform(Step.CONVERT, 25, 26, 1),
            platform(Step.WRITE_NOW, 27, 28, 1));
    List<String> expected = List.of("client 3..20", "client 30..90");
    assertEquals(expected, waits(blocking, 1));
    assertEquals(expected, waits(selecting, 1));
  }

  @Test
  @DisplayName("a call that never waits has not waited, however long it takes")
  void neverWaits() {
    Play play =
        Plays.of(100, Plays.reader(1, 90, 10, 70), client(2, 90, 16, 45), client(3, 95, 40, 60));
    assertEquals(
        List.of(
            "100 accept 0..9 of 1",
            "100 read 9..15 of 1",
            "100 write 15..35 of 1",
            "100 read 35..42 of 2",
            "100 write 42..44 of 2",
            "100 write 68..75 of 1"),
        steps(
            convert(
                play,
                platform(Step.ACCEPT_NOW, 0, 9, 1),
                platform(Step.READ_NOW, 9, 15, 1),
                platform(Step.WRITE_NOW, 15, 35, 1),
                platform(Step.READ_NOW, 35, 42, 2),
                platform(Step.WRITE_NOW, 42, 44, 2),
                platform(Step.WRITE_NOW, 68, 75, 1))));
  }

  @Test
  @DisplayName("a blocking call has waited only if it ends when what it waits for has come")
  void foundRoom() {
    Recording recording =
        convert(
            Plays.of(100, Plays.reader(1, 90, 5, 70)),
            platform(Step.READ, 6, 12, 1),
            platform(Step.WRITE, 12, 40, 1),
            platform(Step.WRITE, 41, 75, 1));
    assertEquals(
        List.of(
            "100 read 6..12 of 1",
            "100 write 12..40 of 1",
            "100 write 41..75 of 1",
            "100 wait 41..70 of 1"),
        steps(recording));
    assertEquals("room", waitAt(recording, 1, 41).cause());
    assertEquals(
        "it does not read; thread acceptor is blocked in write for it",
        waitAt(recording, 1, 41).text());
  }

  @Test
  @DisplayName("a selector waits until the first of its handlers runs")
  void selector() {
    Recording recording =
        convert(
            Plays.of(100, client(1, 90, 20, 30), client(2, 90, 21, 31)),
            platform(Step.SELECT, -3, 28, 0),
            platform(Step.HANDLERS, 20, 28, 0),
            platform(Step.READ_NOW, 21, 22, 1),
            platform(Step.CONVERT, 22, 24, 1),
            platform(Step.SLEEP, 22, 24, 0),
            platform(Step.WRITE_NOW, 24, 25, 1),
            platform(Step.WRITE_NOW, 24, 25, 1),
            platform(Step.READ_NOW, 25, 26, 2),
            platform(Step.WRITE_NOW, 27, 28, 2));
    assertEquals(
        List.of(
            "100 select 0..20 of null",
            "100 read 21..22 of 1",
            "100 convert 22..24 of 1",
            "100 sleep 22..24 of 1",
            "100 write 24..25 of 1",
            "100 read 25..26 of 2",
            "100 write 27..28 of 2"),
        steps(recording));
    assertEquals(
        List.of("client 1..21", "thread 21..25 behind 1", "client 31..90"), waits(recording, 2));
    assertEquals(
        "its bytes are in the kernel; thread acceptor is blocked in sleep for client 1",
        waitAt(recording, 2, 21).text(),
        "what it is for most of the time");
    assertEquals(List.of("client 1..20", "work 22..24", "client 30..90"), waits(recording, 1));
  }

  @Test
  @DisplayName("between two steps for one client a thread is busy with that client")
  void busyBetween() {
    Recording recording =
        convert(
            Plays.of(100, client(1, 90, 10, 40), client(2, 90, 15, 50)),
            platform(Step.READ_NOW, 12, 20, 1),
            platform(Step.WRITE_NOW, 30, 35, 1),
            platform(Step.READ_NOW, 38, 39, 2),
            platform(Step.WRITE_NOW, 42, 45, 2));
    assertEquals(
        List.of("client 1..15", "thread 15..35 behind 1", "client 50..90"), waits(recording, 2));
  }

  @Test
  @DisplayName("a completion ends the read in the JDK, and says of which client it was")
  void completion() {
    Recording recording =
        convert(
            Plays.of(100, client(1, 90, 20, 30)),
            platform(Step.POLL, 5, 20, 0),
            platform(Step.FINISH_READ, 21, 29, 0),
            platform(Step.COMPLETE, 22, 29, 1).withBytes(4),
            platform(Step.CONVERT, 23, 24, 1),
            platform(Step.WRITE_NOW, 24, 27, 1),
            platform(Step.COMPLETE, 25, 26, 1).withBytes(5),
            platform(Step.PUT, 26, 26, 1).withBytes(5),
            platform(Step.ASK, 28, 29, 1));
    assertEquals(
        List.of(
            "100 select 5..20 of null",
            "100 read 21..22 of 1",
            "100 complete 22..29 of 1",
            "100 convert 23..24 of 1",
            "100 write 24..27 of 1",
            "100 read 28..29 of 1"),
        steps(recording));
    assertEquals(4L, recording.steps().get(1).bytes());
    assertEquals(5L, recording.steps().get(4).bytes());
  }

  @Test
  @DisplayName("a client that does not read waits for nobody: others wait for it to make room")
  void room() {
    Recording recording =
        convert(
            Plays.of(100, Plays.reader(1, 90, 10, 70)),
            platform(Step.READ, 5, 11, 1),
            platform(Step.WRITE, 12, 75, 1));
    assertTrue(waits(recording, 1).contains("room 12..70"), waits(recording, 1)::toString);
  }

  @Test
  @DisplayName("a client that does not read waits for room only when its loop waits for any client")
  void roomOfALoop() {
    Recording recording =
        convert(
            Plays.of(100, Plays.reader(1, 90, 10, 70)),
            platform(Step.READ_NOW, 9, 11, 1),
            platform(Step.WRITE_NOW, 12, 20, 1),
            platform(Step.WRITE_NOW, 22, 24, 1), // the processor was taken away in between
            platform(Step.SELECT, 24, 76, 0),
            platform(Step.HANDLERS, 71, 76, 0),
            platform(Step.WRITE_NOW, 72, 75, 1));
    assertEquals(List.of("client 1..9", "room 24..70", "client 80..90"), waits(recording, 1));
  }

  @Test
  @DisplayName("many lines of one send are one request")
  void requests() {
    var burst =
        new Play.Client(
            1,
            "client 1",
            "sends much",
            4001,
            MILLI,
            90 * MILLI,
            List.of(new Play.Batch(10 * MILLI, 3), new Play.Batch(20 * MILLI, 1000)),
            List.of(
                new Play.Arrival(12 * MILLI, 2),
                new Play.Arrival(14 * MILLI, 3),
                new Play.Arrival(30 * MILLI, 900)),
            0);
    assertEquals(
        List.of(
            new Recording.Request(1, 10 * MILLI, 12 * MILLI),
            new Recording.Request(1, 10 * MILLI, 12 * MILLI),
            new Recording.Request(1, 10 * MILLI, 14 * MILLI),
            new Recording.Request(1, 20 * MILLI, null)),
        convert(Plays.of(100, burst)).requests());
  }
}
