package hexline.theatre.scene;

import hexline.theatre.play.Play;
import hexline.theatre.recording.Recording;
import hexline.theatre.recording.Recording.Act;
import hexline.theatre.recording.Recording.Lane;
import hexline.theatre.recording.Recording.Request;
import hexline.theatre.recording.Recording.Wait;
import hexline.theatre.recording.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What there is to notice in a recording, computed from it. */
final class Captions {

  private static final String NO_ANSWER = "Client 2 got no answer in this scene.";

  private Captions() {}

  static String secondClient(Play play, Recording recording) {
    Request second = first(recording, 2);
    Long answered = second == null ? null : second.answeredAt();
    if (second == null || answered == null) {
      return NO_ANSWER;
    }
    String after = Words.time(answered - second.sentAt()) + " after its line was sent";
    Long firstLeft = play.clients().getFirst().endedAt();
    String fact =
        firstLeft != null && answered >= firstLeft
            ? "Client 2's first answer comes "
                + Words.time(answered - firstLeft)
                + " after client 1 has left, and "
                + after
                + "."
            : "Client 2's answer comes " + after + ", while client 1 is connected and silent.";
    Wait longest = longest(recording, wait -> isFor(wait, 2) && wait.cause().equals("thread"));
    return longest != null && longest.behind() != null && firstLeft != null
        ? fact + " Meanwhile " + longest.text() + "."
        : fact;
  }

  static String slowReader(Play play, Recording recording) {
    long room =
        recording.waits().stream()
            .filter(wait -> isFor(wait, 1) && wait.cause().equals("room"))
            .mapToLong(wait -> wait.to() - wait.from())
            .sum();
    Wait longest = longest(recording, wait -> isFor(wait, 1) && wait.cause().equals("room"));
    String first =
        longest == null
            ? "The kernel's buffers take all answers of client 1, so nobody waits for it."
            : "For "
                + Words.time(room)
                + " there are answers that client 1 does not take: "
                + longest.text()
                + ".";
    return first + " " + delays(recording, 2, "client 2");
  }

  static String work(Play play, Recording recording) {
    var delays = new ArrayList<String>();
    for (Play.Client client : play.clients()) {
      Request request = first(recording, client.id());
      Long answered = request == null ? null : request.answeredAt();
      delays.add(
          request == null || answered == null ? "never" : Words.time(answered - request.sentAt()));
    }
    int most = mostAtOnce(recording);
    String parallel =
        most == 0
            ? ""
            : most == 1
                ? " One request is worked on at a time"
                : " Up to " + most + " requests are worked on at the same time";
    long threads =
        recording.steps().stream()
            .filter(step -> isWork(step.step()))
            .map(Act::thread)
            .distinct()
            .count();
    String where =
        most == 0
            ? ""
            : threads == 0
                ? ", and none of them keeps a thread of the kernel."
                : ", on " + counted(threads, "thread") + ".";
    return "The first answers come after "
        + String.join(", ", delays)
        + " for clients 1, 2 and 3."
        + parallel
        + where;
  }

  static String burst(Play play, Recording recording) {
    Request second = first(recording, 2);
    Long answered = second == null ? null : second.answeredAt();
    if (second == null || answered == null) {
      return NO_ANSWER;
    }
    Play.Client burst = play.clients().getFirst();
    int all = burst.batches().stream().mapToInt(Play.Batch::lines).sum();
    int by = burst.answersBy(answered);
    return "Client 2's one line is answered after "
        + Words.time(answered - second.sentAt())
        + ", when client 1 has "
        + (by >= all ? "all" : Words.count(by) + " of " + Words.count(all))
        + " of its answers."
        + burst.answered(all).stream()
            .mapToObj(at ->
                " They are complete "
                    + Words.time(at - burst.batches().getFirst().sentAt())
                    + " after they were asked for.")
            .collect(Collectors.joining());
  }

  static String idleAndBusy(Play play, Recording recording) {
    String threads =
        counted(
            recording.steps().stream()
                .filter(step -> step.connection() != null)
                .map(Act::thread)
                .distinct()
                .count(),
            "kernel thread");
    String kinds =
        recording.threads().stream().map(Lane::kind).anyMatch("carrier"::equals)
            ? " (carriers of virtual threads among them)"
            : "";
    return "For "
        + play.clients().size()
        + " clients "
        + threads
        + kinds
        + " did something. "
        + delays(recording, 11, "the first busy client");
  }

  /** How long a client's answers took. */
  private static String delays(Recording recording, int client, String who) {
    List<Long> delays =
        recording.requests().stream()
            .filter(request -> request.connection() == client)
            .map(Captions::delay)
            .filter(Objects::nonNull)
            .sorted()
            .toList();
    if (delays.isEmpty()) {
      return who.substring(0, 1).toUpperCase(Locale.ROOT) + who.substring(1) + " got no answer.";
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
  private static int mostAtOnce(Recording recording) {
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

  private static boolean isWork(String step) {
    return step.equals("sleep") || step.equals("burn");
  }

  private static String counted(long number, String what) {
    return number == 1 ? "one " + what : number + " " + what + "s";
  }

  private static boolean isFor(Wait wait, int client) {
    return wait.connection() == client;
  }

  private static @Nullable Request first(Recording recording, int client) {
    return recording.requests().stream()
        .filter(request -> request.connection() == client)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Wait longest(Recording recording, Predicate<Wait> condition) {
    return recording.waits().stream()
        .filter(condition)
        .max(Comparator.comparingLong(wait -> wait.to() - wait.from()))
        .orElse(null);
  }
}
