package hexline.theatre.convert;

import hexline.theatre.play.Play;
import hexline.theatre.recording.Recording.Act;
import hexline.theatre.recording.Recording.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says of one client at each moment why it waits, if it does. The time of its connection is cut
 * wherever something begins or ends that matters to it; each piece has one cause, and pieces with
 * the same cause are joined.
 *
 * <p>A client whose bytes are in the kernel waits for a thread only while the thread that takes them
 * is busy with another client. The time in which the kernel wakes up a thread that has nothing else
 * to do is no wait, in any model: inside a blocking read no event could tell it from the read.
 */
final class Waits {

  /** What others do for a shorter time does not cut a wait. */
  private static final long SHORT = 20_000;

  /** A selector that is asked for so long has nothing to do; a shorter call may be a glance. */
  private static final long LONG = 1_000_000;

  private final Play play;
  private final Play.Client client;
  private final Cast cast;
  private final Map<Long, String> names;
  private final List<Act> acts; // of the threads that serve this client
  private final List<Act> own;
  private final List<Away> aways;
  private final List<Wait> waits = new ArrayList<>();

  /**
   * Looks at one client.
   *
   * @param acts of all clients
   * @param names of the threads, as they stand in a sentence
   */
  Waits(Play play, Play.Client client, List<Act> acts, List<Away> aways, Map<Long, String> names) {
    this.play = play;
    this.client = client;
    this.cast = new Cast(play);
    this.names = names;
    this.own =
        acts.stream()
            .filter(act -> act.isFor(client.id()))
            .sorted(Comparator.comparingLong(Act::from))
            .toList();
    Set<Long> threads = own.stream().map(Act::thread).collect(Collectors.toSet());
    this.acts = acts.stream().filter(act -> threads.contains(act.thread())).toList();
    this.aways = aways.stream().filter(away -> away.client() == client.id()).toList();
  }

  /** The waits of the client, by time. */
  List<Wait> all() {
    long at = client.connectedAt();
    for (long next : cuts()) {
      if (next > at) {
        add(at, next, cause(at, next));
        at = next;
      }
    }
    return waits;
  }

  private long end() {
    Long ended = client.endedAt();
    return ended == null ? play.length() : ended;
  }

  private Set<Long> cuts() {
    var cuts = new TreeSet<Long>();
    for (Away away : aways) {
      cuts.add(away.from());
      cuts.add(away.to());
    }
    for (Act act : acts) {
      if (act.isFor(client.id()) || act.to() - act.from() >= SHORT) {
        cuts.add(act.from());
        cuts.add(act.to());
      }
    }
    int sent = 0;
    for (Play.Batch batch : client.batches()) {
      sent += batch.lines();
      cuts.add(batch.sentAt());
      client.answered(sent).ifPresent(cuts::add);
    }
    cuts.add(client.readsFrom());
    cuts.add(end());
    cuts.removeIf(cut -> cut <= client.connectedAt() || cut > end());
    return cuts;
  }

  /** Why the client waits; without times. */
  private record Cause(
      String cause, @Nullable Long thread, @Nullable Integer behind, String text) {}

  /** Adds a piece; to the last wait, if that ends where it begins and has the same cause. */
  private void add(long from, long to, @Nullable Cause cause) {
    if (cause == null) {
      return;
    }
    Wait last = waits.isEmpty() ? null : waits.getLast();
    if (last != null && last.to() == from && isJoined(last, to - from, cause)) {
      boolean isLonger = to - from > last.to() - last.from();
      waits.removeLast();
      waits.add(wait(last.from(), to, isLonger ? cause : cause(last)));
    } else {
      waits.add(wait(from, to, cause));
    }
  }

  private static boolean isJoined(Wait last, long length, Cause next) {
    if (!last.cause().equals(next.cause())) {
      return false;
    }
    boolean isSame =
        Objects.equals(last.thread(), next.thread())
            && Objects.equals(last.behind(), next.behind())
            && (next.behind() != null || last.text().equals(next.text()));
    return isSame || length < SHORT || last.to() - last.from() < SHORT;
  }

  private static Cause cause(Wait wait) {
    return new Cause(wait.cause(), wait.thread(), wait.behind(), wait.text());
  }

  private Wait wait(long from, long to, Cause cause) {
    return new Wait(
        client.id(), from, to, cause.cause(), cause.thread(), cause.behind(), cause.text());
  }

  private @Nullable Cause cause(long from, long to) {
    Act act = innermost(own, from, to);
    if (act != null) {
      return whileServed(act, from, to);
    }
    for (Away away : aways) {
      if (away.covers(from, to)) {
        return whileParked(away, from, to);
      }
    }
    if (!isInFlight(from)) {
      boolean isAccepted = own.stream().anyMatch(each -> each.to() <= from);
      return new Cause(
          "client",
          null,
          null,
          isAccepted
              ? "it has sent nothing; no thread is blocked for it"
              : "it has sent nothing; the kernel has connected it, and no thread has accepted it");
    }
    return whileInFlight(from, to);
  }

  /** A thread is in a step for this client. */
  private @Nullable Cause whileServed(Act act, long from, long to) {
    String thread = name(act.thread());
    return switch (act.step()) {
      case "sleep" -> new Cause("work", act.thread(), null, thread + " is blocked in sleep for it");
      case "burn" -> new Cause("work", act.thread(), null, thread + " computes for it");
      case "wait" -> {
        boolean isWrite =
            own.stream()
                .anyMatch(
                    each -> each.step().equals("write") && each.from() <= from && to <= each.to());
        yield isWrite
            ? new Cause(
                "room",
                act.thread(),
                null,
                "it does not read; " + thread + " is blocked in write for it")
            : new Cause(
                "client",
                act.thread(),
                null,
                "it has sent nothing; " + thread + " is blocked in read for it");
      }
      default -> null;
    };
  }

  /** Its virtual thread is parked, and on no carrier. */
  private @Nullable Cause whileParked(Away away, long from, long to) {
    return switch (away.reason()) {
      case WORK ->
          new Cause(
              "work",
              null,
              null,
              "its request is in sleep, a blocking call; its virtual thread is parked and keeps no"
                  + " carrier");
      case ROOM ->
          new Cause("room", null, null, "it does not read; its virtual thread is parked in write");
      case INPUT ->
          isInFlight(from) && !isAllWritten(from)
              ? behind(
                  "thread", "its bytes have come; its virtual thread needs a carrier", from, to)
              : new Cause(
                  "client",
                  null,
                  null,
                  "it has sent nothing; its virtual thread is parked and keeps no carrier");
    };
  }

  private boolean isInFlight(long at) {
    return sent(at) > client.answersBy(at);
  }

  private int sent(long at) {
    return client.batches().stream()
        .filter(batch -> batch.sentAt() <= at)
        .mapToInt(Play.Batch::lines)
        .sum();
  }

  /** It has sent a line that is not answered, and no thread is in a step for it. */
  private @Nullable Cause whileInFlight(long from, long to) {
    Act last = null;
    boolean wasWritten = false;
    for (Act act : own) {
      if (act.to() <= from && !act.step().equals("complete")) {
        last = last == null || act.to() >= last.to() ? act : last;
        wasWritten |= act.step().equals("write");
      }
    }
    if (from < client.readsFrom() && wasWritten && isLeft(last, next(to))) {
      return new Cause(
          "room", null, null, "it does not read its answers; no thread is blocked for it");
    }
    if (isAllWritten(from)) {
      return null; // the answers are on their way
    }
    if (!isTaken(from)) {
      return behind("thread", "its bytes are in the kernel", from, to);
    }
    return last != null && last.step().equals("handOver")
        ? behind("thread", "it is handed over", from, to)
        : behind("turn", "its next line is read and waits for its turn", from, to);
  }

  /** The next step for it that begins at a time or later. */
  private @Nullable Act next(long at) {
    Act next = null;
    for (Act act : own) {
      if (act.from() >= at && (next == null || act.from() < next.from())) {
        next = act;
      }
    }
    return next;
  }

  /** Whether the thread of two steps for it waits for any client in between. */
  private boolean isLeft(@Nullable Act last, @Nullable Act next) {
    return last == null
        || next == null
        || acts.stream()
            .anyMatch(act ->
                act.thread() == next.thread()
                    && act.connection() == null
                    && act.to() - act.from() >= LONG
                    && act.from() >= last.to()
                    && act.to() <= next.from());
  }

  /** It waits, if the thread that goes on with it is busy with another client meanwhile. */
  private @Nullable Cause behind(String cause, String where, long from, long to) {
    Act next = next(to);
    Act instead = next == null ? null : instead(next.thread(), from, to);
    return instead == null
        ? null
        : new Cause(
            cause,
            instead.thread(),
            instead.connection(),
            where
                + "; "
                + name(instead.thread())
                + " "
                + verb(instead)
                + " "
                + cast.nameOf(instead.connection()));
  }

  /**
   * What a thread does for another client at a time; null if it does nothing for any. Between two
   * steps for one client it is busy with that client.
   */
  private @Nullable Act instead(long thread, long from, long to) {
    List<Act> all = acts.stream().filter(act -> act.thread() == thread).toList();
    Act during = innermost(all, from, to);
    if (during != null) {
      return during.connection() == null ? null : during;
    }
    Act before = null;
    Act after = null;
    for (Act act : all) {
      if (act.to() <= from && (before == null || act.to() > before.to())) {
        before = act;
      }
      if (act.from() >= to && (after == null || act.from() < after.from())) {
        after = act;
      }
    }
    return before != null
            && after != null
            && before.connection() != null
            && before.connection().equals(after.connection())
            && !before.isFor(client.id())
        ? before
        : null;
  }

  /** Whether no step for the lines that were sent so far is to come. */
  private boolean isAllWritten(long at) {
    long next =
        client.batches().stream()
            .mapToLong(Play.Batch::sentAt)
            .filter(sentAt -> sentAt > at)
            .findFirst()
            .orElse(end());
    boolean hasWritten =
        own.stream()
            .anyMatch(
                act -> act.step().equals("write") && act.to() <= at && act.to() > lastSend(at));
    return hasWritten
        && own.stream()
            .filter(act -> act.from() >= at && act.from() < next)
            .noneMatch(act -> Set.of("convert", "write", "burn", "sleep").contains(act.step()));
  }

  private long lastSend(long at) {
    long last = client.connectedAt();
    for (Play.Batch batch : client.batches()) {
      last = batch.sentAt() <= at ? batch.sentAt() : last;
    }
    return last;
  }

  /** Whether a thread has read since the client has sent its last lines. */
  private boolean isTaken(long at) {
    long sent = lastSend(at);
    return own.stream()
        .anyMatch(act ->
            act.step().equals("read")
                && act.to() > sent
                && act.to() <= at
                && !act.text().startsWith("tells"));
  }

  /** The act that covers a time and lies within all others that do. */
  private static @Nullable Act innermost(List<Act> acts, long from, long to) {
    Act found = null;
    for (Act act : acts) {
      if (act.from() <= from && to <= act.to()) {
        boolean isInner =
            found == null
                || act.from() > found.from()
                || (act.from() == found.from() && act.to() <= found.to());
        found = isInner ? act : found;
      }
    }
    return found;
  }

  private static String verb(Act act) {
    return switch (act.step()) {
      case "sleep" -> "is blocked in sleep for";
      case "burn" -> "computes for";
      case "convert" -> "converts lines of";
      case "write" -> "writes to";
      case "read", "park" -> "reads from";
      case "accept" -> "accepts";
      case "wait" ->
          act.text().contains("in write") ? "is blocked in write for" : "is blocked in read for";
      default -> "is busy with";
    };
  }

  private String name(long thread) {
    return names.getOrDefault(thread, "thread " + thread);
  }
}
