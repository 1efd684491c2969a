package hexline.theatre.scene;

import hexline.theatre.play.Play;
import hexline.theatre.recording.Recording;
import hexline.theatre.recording.Recording.Act;
import hexline.theatre.recording.Recording.Connection;
import hexline.theatre.recording.Recording.Lane;
import hexline.theatre.recording.Recording.Request;
import hexline.theatre.recording.Recording.VirtualThread;
import hexline.theatre.recording.Recording.Wait;
import hexline.theatre.recording.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is to notice in a recording, computed from it: at first how this server waits in this
 * scene, which is what differs from server to server, then what the clients get.
 */
final class Captions {

  private final Play play;
  private final Recording recording;
  private final Way way;

  private Captions(Play play, Recording recording) {
    this.play = play;
    this.recording = recording;
    this.way = Way.of(recording);
  }

  static String secondClient(Play play, Recording recording) {
    return new Captions(play, recording).secondClient();
  }

  static String slowReader(Play play, Recording recording) {
    return new Captions(play, recording).slowReader();
  }

  static String work(Play play, Recording recording) {
    return new Captions(play, recording).work();
  }

  static String burst(Play play, Recording recording) {
    return new Captions(play, recording).burst();
  }

  static String idleAndBusy(Play play, Recording recording) {
    return new Captions(play, recording).idleAndBusy();
  }

  private String secondClient() {
    String how =
        switch (way) {
          case ONE_BY_ONE ->
              "One thread serves one client after the other: "
                  + server(1)
                  + " is blocked in read for client 1 for "
                  + Words.time(blocked(1, "read"))
                  + ", and the line of client 2 waits "
                  + Words.time(waited(2, "thread"))
                  + " for it.";
          case THREADS ->
              "Each client has a thread of its own: while "
                  + server(1)
                  + " is blocked in read for client 1, "
                  + server(2)
                  + " reads the line of client 2.";
          case LOOP ->
              "One thread serves both clients and is blocked for neither: "
                  + server(1)
                  + " waits for any client, "
                  + Words.time(selected(1))
                  + " of "
                  + Words.time(recording.length())
                  + ", and reads from the one that has sent.";
          case COMPLETIONS ->
              "One thread serves both clients and is blocked for neither: on "
                  + server(1)
                  + " the JDK waits for any client, reads, and then runs a stage of the server, "
                  + Words.count(steps("complete").count())
                  + " times.";
          case VIRTUAL ->
              "Each client has a virtual thread of its own: that of client 1 is parked for "
                  + Words.time(parked(1, "read"))
                  + " of "
                  + Words.time(recording.length())
                  + " and keeps no kernel thread; that of client 2 reads on "
                  + server(2)
                  + ".";
          case OTHER -> served();
        };
    return how + " " + secondAnswer();
  }

  /** When client 2 was answered, and where client 1 was then. */
  private String secondAnswer() {
    Request second = first(2);
    Long answered = second == null ? null : second.answeredAt();
    if (second == null || answered == null) {
      return "Client 2 got no answer in this scene.";
    }
    Long left = play.clients().getFirst().endedAt();
    return "Client 2 has its answer "
        + Words.time(answered - second.sentAt())
        + " after it has sent its line, "
        + (left != null && answered >= left
            ? Words.time(answered - left) + " after client 1 has left."
            : "while client 1 is connected and idle.");
  }

  private String slowReader() {
    long room = waited(1, "room");
    if (room == 0) {
      return "The kernel's buffers take all answers of client 1, so nobody waits for it. "
          + delays(2, "client 2");
    }
    String how =
        switch (way) {
          case ONE_BY_ONE ->
              sentence(server(1))
                  + " is blocked in write for client 1 for "
                  + Words.time(blocked(1, "write"))
                  + ", and client 2 waits for it: there is no other thread.";
          case THREADS ->
              sentence(server(1))
                  + " is blocked in write for client 1 for "
                  + Words.time(blocked(1, "write"))
                  + "; client 2 has a thread of its own.";
          case LOOP ->
              "No thread is blocked for client 1: after "
                  + Words.count(written(1, play.clients().getFirst().readsFrom()))
                  + " bytes its socket has no room, and "
                  + server(1)
                  + " waits for any client meanwhile.";
          case COMPLETIONS ->
              "No thread is blocked for client 1: its write is not complete for "
                  + Words.time(room)
                  + ", and "
                  + server(1)
                  + " runs the next stage of client 1 when it is.";
          case VIRTUAL ->
              "The virtual thread of client 1 is parked in write, "
                  + Words.time(parked(1, "write"))
                  + " in all, and keeps no carrier: no kernel thread is blocked.";
          case OTHER ->
              "Client 1 does not read its answers for " + Words.time(room) + ". " + served();
        };
    return how + " " + delays(2, "client 2");
  }

  private String work() {
    boolean computes = steps("burn").findAny().isPresent();
    int most = mostAtOnce();
    String does = computes ? " computes" : " is blocked in sleep";
    String atATime = "Up to " + counted(most, "request") + " at a time";
    Set<Long> workers = steps("burn", "sleep").map(Act::thread).collect(Collectors.toSet());
    Optional<Act> firstRead = steps("read").min(Comparator.comparingLong(Act::from));
    boolean onWorkers = // a later read may be on a worker: of input that was there after its write
        !workers.isEmpty() && firstRead.map(Act::thread).filter(workers::contains).isEmpty();
    String how =
        switch (way) {
          case ONE_BY_ONE ->
              "One request at a time: "
                  + server(1)
                  + does
                  + " for the requests of one client until it leaves, in the order of clients "
                  + order()
                  + ".";
          case THREADS ->
              atATime
                  + (computes
                      ? ": each computes on the thread of its client, and the kernel shares the"
                          + " processors among them."
                      : ": each blocks the thread of its client, and no other thread.");
          case LOOP ->
              onWorkers
                  ? atATime
                      + ", on "
                      + counted(workers.size(), "worker")
                      + ": "
                      + server(1)
                      + " hands lines over to them, and waits for any client."
                  : "One request at a time: "
                      + server(1)
                      + does
                      + " and reads from nobody meanwhile; it takes clients in the order "
                      + order()
                      + ".";
          case COMPLETIONS ->
              onWorkers
                  ? atATime
                      + ", on "
                      + counted(workers.size(), "worker")
                      + ": a stage that is complete there starts the write, and "
                      + server(1)
                      + " is free for other stages."
                  : "One request at a time: a stage"
                      + does
                      + " on "
                      + server(1)
                      + ", and no other stage runs meanwhile; clients have their stages in the order "
                      + order()
                      + ".";
          case VIRTUAL ->
              computes
                  ? atATime
                      + ": a virtual thread that computes keeps its carrier."
                      + longestForACarrier()
                  : atATime
                      + ", and no kernel thread is blocked: the virtual threads of the clients are"
                      + " parked in sleep.";
          case OTHER -> atATime + ". " + served();
        };
    return how + " " + firstAnswers();
  }

  private String longestForACarrier() {
    return recording.waits().stream()
        .filter(wait -> wait.cause().equals("thread"))
        .max(Comparator.comparingLong(wait -> wait.to() - wait.from()))
        .map(wait ->
            " "
                + sentence(clientName(wait.connection()))
                + " waits "
                + Words.time(wait.to() - wait.from())
                + " for one.")
        .orElse("");
  }

  /** Whose requests are worked on, one after the other. */
  private String order() {
    return recording.waits().stream()
        .filter(wait -> wait.cause().equals("work"))
        .sorted(Comparator.comparingLong(Wait::from))
        .map(wait -> String.valueOf(wait.connection()))
        .collect(Collectors.joining(", "));
  }

  private String firstAnswers() {
    var delays = new ArrayList<String>();
    for (Play.Client client : play.clients()) {
      Request request = first(client.id());
      Long delay = request == null ? null : delay(request);
      delays.add(delay == null ? "never" : Words.time(delay));
    }
    return "The first answers of clients 1, 2 and 3 come after " + String.join(", ", delays) + ".";
  }

  private String burst() {
    Request second = first(2);
    Long answered = second == null ? null : second.answeredAt();
    if (second == null || answered == null) {
      return secondAnswer();
    }
    List<Act> ofBurst =
        steps("convert")
            .filter(act -> act.isFor(1) && act.to() > second.sentAt() && act.from() < answered)
            .toList();
    String meanwhile =
        ofBurst.stream().map(this::label).distinct().collect(Collectors.joining(" and "));
    String how =
        switch (way) {
          case ONE_BY_ONE ->
              sentence(server(1))
                  + " serves client 1 until it leaves, and client 2 waits for it even when all is"
                  + " answered.";
          case THREADS ->
              "Client 2 waits for no turn: "
                  + server(2)
                  + " answers it, while "
                  + server(1)
                  + " converts the lines of client 1.";
          case LOOP ->
              sentence(server(1))
                  + " takes a part of the burst in each turn of its loop, and client 2 is answered "
                  + after(ofBurst.size(), "turn")
                  + " of client 1.";
          case COMPLETIONS ->
              "Stages of all clients run on "
                  + server(1)
                  + ", and that of client 2 runs "
                  + after(ofBurst.size(), "stage")
                  + " of client 1.";
          case VIRTUAL ->
              "Client 2 waits for no turn: its virtual thread runs on "
                  + server(2)
                  + (meanwhile.isEmpty()
                      ? "."
                      : ", and meanwhile that of client 1 on " + meanwhile + ".");
          case OTHER -> served();
        };
    Play.Client burst = play.clients().getFirst();
    int all = burst.batches().stream().mapToInt(Play.Batch::lines).sum();
    int by = burst.answersBy(answered);
    return how
        + " Client 2 has its answer after "
        + Words.time(answered - second.sentAt())
        + ", when client 1 has "
        + (by >= all ? "all" : Words.count(by))
        + " of its "
        + Words.count(all)
        + ".";
  }

  private String idleAndBusy() {
    List<Connection> idle =
        recording.connections().stream().filter(client -> first(client.id()) == null).toList();
    int all = recording.connections().size();
    String clients = counted(idle.size(), "idle client");
    String how =
        switch (way) {
          case ONE_BY_ONE ->
              sentence(server(1))
                  + " is blocked in read for one idle client after the other, "
                  + Words.time(
                      idle.stream().mapToLong(client -> blocked(client.id(), "read")).sum())
                  + " in all, and the busy ones wait for it.";
          case THREADS ->
              "The "
                  + clients
                  + " keep "
                  + counted(
                      steps("wait")
                          .filter(act -> idle.stream().anyMatch(client -> act.isFor(client.id())))
                          .map(Act::thread)
                          .distinct()
                          .count(),
                      "thread")
                  + ", each of them blocked in read for one.";
          case LOOP ->
              "No thread is blocked for the "
                  + clients
                  + ": "
                  + server(all)
                  + " waits for any of "
                  + all
                  + ", and reads from those that send.";
          case COMPLETIONS ->
              "No thread is blocked for the "
                  + clients
                  + ": the JDK has a read of each to complete, and runs a stage on "
                  + server(all)
                  + " when it has.";
          case VIRTUAL ->
              sentence(counted(recording.virtualThreads().size(), "virtual thread"))
                  + " serve as many clients on "
                  + counted(
                      recording.threads().stream()
                          .filter(lane -> lane.kind().equals("carrier"))
                          .count(),
                      "carrier")
                  + ": those of the "
                  + clients
                  + " are parked and keep none.";
          case OTHER -> served();
        };
    return how + " " + delays(idle.size() + 1, "the first busy client");
  }

  /** How many threads have served clients. */
  private String served() {
    long threads =
        recording.steps().stream()
            .filter(act -> act.connection() != null)
            .map(Act::thread)
            .distinct()
            .count();
    return sentence(counted(threads, "kernel thread"))
        + (threads == 1 ? " has" : " have")
        + " served "
        + counted(recording.connections().size(), "client")
        + ".";
  }

  /** How long a client's answers took. */
  private String delays(int client, String who) {
    List<Long> delays =
        recording.requests().stream()
            .filter(request -> request.connection() == client)
            .map(Captions::delay)
            .filter(Objects::nonNull)
            .sorted()
            .toList();
    if (delays.isEmpty()) {
      return sentence(who) + " got no answer.";
    }
    return "The answers to "
        + who
        + " take "
        + Words.time(delays.get(delays.size() / 2))
        + " (median), at most "
        + Words.time(delays.getLast())
        + ".";
  }

  private static @Nullable Long delay(Request request) {
    Long answered = request.answeredAt();
    return answered == null ? null : answered - request.sentAt();
  }

  /** How many requests were at most in their work at the same time. */
  private int mostAtOnce() {
    List<Wait> work =
        recording.waits().stream().filter(wait -> wait.cause().equals("work")).toList();
    return work.stream()
        .mapToInt(one ->
            Math.toIntExact(
                work.stream()
                    .filter(each -> each.from() <= one.from() && one.from() < each.to())
                    .count()))
        .max()
        .orElse(0);
  }

  private Stream<Act> steps(String... words) {
    List<String> all = List.of(words);
    return recording.steps().stream().filter(act -> all.contains(act.step()));
  }

  /** The thread that has read from a client, as it stands in a sentence. */
  private String server(int client) {
    return steps("read")
        .filter(act -> act.isFor(client))
        .findFirst()
        .map(this::label)
        .orElse("no thread");
  }

  /** The thread of a step, as it stands in a sentence. */
  private String label(Act act) {
    return recording.threads().stream()
        .filter(lane -> lane.id() == act.thread())
        .map(Lane::label)
        .findFirst()
        .orElseThrow();
  }

  /** How long a thread was blocked for a client within a step. */
  private long blocked(int client, String step) {
    List<Act> outer = steps(step).filter(act -> act.isFor(client)).toList();
    return steps("wait")
        .filter(act -> act.isFor(client))
        .filter(act ->
            outer.stream()
                .anyMatch(each ->
                    each.thread() == act.thread()
                        && each.from() <= act.from()
                        && act.to() <= each.to()))
        .mapToLong(act -> act.to() - act.from())
        .sum();
  }

  /** How long the thread that serves a client has waited for any client. */
  private long selected(int client) {
    String server = server(client);
    return steps("select")
        .filter(act -> label(act).equals(server))
        .mapToLong(act -> act.to() - act.from())
        .sum();
  }

  /** How long the virtual thread of a client was parked within a step. */
  private long parked(int client, String step) {
    return recording.virtualThreads().stream()
        .filter(thread -> thread.connection() == client)
        .map(VirtualThread::parks)
        .flatMap(List::stream)
        .filter(park -> park.text().startsWith("in " + step))
        .mapToLong(park -> park.to() - park.from())
        .sum();
  }

  /** How many bytes were written to a client until then. */
  private long written(int client, long until) {
    return steps("write")
        .filter(act -> act.isFor(client) && act.to() <= until)
        .map(Act::bytes)
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .sum();
  }

  /** How long a client has waited for a cause. */
  private long waited(int client, String cause) {
    return recording.waits().stream()
        .filter(wait -> wait.connection() == client && wait.cause().equals(cause))
        .mapToLong(wait -> wait.to() - wait.from())
        .sum();
  }

  private @Nullable Request first(int client) {
    return recording.requests().stream()
        .filter(request -> request.connection() == client)
        .findFirst()
        .orElse(null);
  }

  private String clientName(int client) {
    return play.clients().get(client - 1).name();
  }

  private static String after(long number, String what) {
    return number == 0 ? "before the next " + what : "after " + counted(number, what);
  }

  private static String counted(long number, String what) {
    return number == 1 ? "one " + what : Words.count(number) + " " + what + "s";
  }

  /** With a capital letter. */
  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
