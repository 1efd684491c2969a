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
 */
final class Waits {

  /** What others do for a shorter time does not cut a wait. */
  private static final long SHORT = 20_000;

  private final Play play;
  private final Play.Client client;
  private final Cast cast;
  private final Map<Long, String> names;
  private final List<Act> own;
  private final List<Act> others; // on threads that serve this client too
  private final List<Away> aways;
  private final List<Wait> waits = new ArrayList<>();

  /**
   * Looks at one client.
   *
   * @param acts of all clients
   * @param carriers any of which may serve this client, if there are some
   * @param names of the threads
   */
  Waits(
      Play play,
      Play.Client client,
      List<Act> acts,
      List<Away> aways,
      Set<Long> carriers,
      Map<Long, String> names) {
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
    boolean onCarriers = threads.stream().anyMatch(carriers::contains);
    this.others =
        acts.stream()
            .filter(act -> !act.isFor(client.id()))
            .filter(act ->
                threads.isEmpty()
                    || threads.contains(act.thread())
                    || (onCarriers && carriers.contains(act.thread())))
            .toList();
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
    for (Act act : own) {
      cuts.add(act.from());
      cuts.add(act.to());
    }
    for (Away away : aways) {
      cuts.add(away.from());
      cuts.add(away.to());
    }
    for (Act act : others) {
      if (act.to() - act.from() >= SHORT) {
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

  private void add(long from, long to, @Nullable Cause cause) {
    if (cause == null) {
      return;
    }
    Wait last = waits.isEmpty() ? null : waits.getLast();
    if (last != null && last.to() == from && last.cause().equals(cause.cause())) {
      boolean isSame =
          Objects.equals(last.thread(), cause.thread())
              && Objects.equals(last.behind(), cause.behind())
              && last.text().equals(cause.text());
      if (isSame || to - from < SHORT) {
        waits.removeLast();
        waits.add(wait(last.from(), to, cause(last)));
        return;
      }
      if (last.to() - last.from() < SHORT) {
        waits.removeLast();
        waits.add(wait(last.from(), to, cause));
        return;
      }
    }
    waits.add(wait(from, to, cause));
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
        return whileParked(away, from);
      }
    }
    if (!isInFlight(from)) {
      boolean isAccepted = own.stream().anyMatch(each -> each.to() <= from);
      return new Cause(
          "client",
          null,
          null,
          isAccepted
              ? "it has sent nothing; no thread waits for it alone"
              : "it has sent nothing; the kernel has connected it, and no thread has accepted it");
    }
    return whileInFlight(from, to);
  }

  /** A thread is in a step for this client. */
  private @Nullable Cause whileServed(Act act, long from, long to) {
    String thread = name(act.thread());
    return switch (act.step()) {
      case "sleep" ->
          new Cause("work", act.thread(), null, thread + " sleeps (a blocking call) for it");
      case "burn" -> new Cause("work", act.thread(), null, thread + " computes for it");
      case "wait" -> {
        boolean isWrite =
            own.stream()
                .anyMatch(
                    each -> each.step().equals("write") && each.from() <= from && to <= each.to());
        yield isWrite
            ? new Cause(
                "room", act.thread(), null, "it does not read; " + thread + " waits in write")
            : new Cause(
                "client",
                act.thread(),
                null,
                "it has sent nothing; " + thread + " waits in read for it");
      }
      default -> null;
    };
  }

  /** Its virtual thread is parked, and on no carrier. */
  private @Nullable Cause whileParked(Away away, long at) {
    return switch (away.reason()) {
      case WORK ->
          new Cause(
              "work",
              null,
              null,
              "its request sleeps (a blocking call); its virtual thread is parked and keeps no"
                  + " carrier");
      case ROOM ->
          new Cause("room", null, null, "it does not read; its virtual thread is parked in write");
      case INPUT ->
          isInFlight(at) && !isAllWritten(at)
              ? new Cause(
                  "thread",
                  null,
                  null,
                  "its bytes have come; its virtual thread is not on a carrier yet")
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
      if (act.to() <= from) {
        last = last == null || act.to() >= last.to() ? act : last;
        wasWritten |= act.step().equals("write");
      }
    }
    if (from < client.readsFrom() && wasWritten) {
      return new Cause("room", null, null, "it does not read its answers; no thread waits for it");
    }
    if (isAllWritten(from)) {
      return null; // the answers are on their way
    }
    if (last != null && goesOn(last, to)) {
      return null; // between two steps for it
    }
    boolean isTaken = isTaken(from);
    String where =
        !isTaken
            ? "its bytes are in the kernel"
            : last != null && last.step().equals("handOver")
                ? "it is handed over"
                : "its next line is read and waits for its turn";
    boolean isHandedOver = isTaken && last != null && last.step().equals("handOver");
    String cause = isTaken && !isHandedOver ? "turn" : "thread";
    Act instead = innermost(others, from, to);
    return instead == null || instead.connection() == null
        ? new Cause(cause, null, null, where + "; no thread has gone on with it yet")
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

  /** Whether the thread of a step goes on with the next one for this client, and nothing between. */
  private boolean goesOn(Act last, long at) {
    Act next = null;
    for (Act act : own) {
      if (act.from() >= at && (next == null || act.from() < next.from())) {
        next = act;
      }
    }
    if (next == null || next.thread() != last.thread()) {
      return false;
    }
    long until = next.from();
    return others.stream()
        .noneMatch(
            act -> act.thread() == last.thread() && act.from() < until && act.to() > last.to());
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
      case "sleep" -> "sleeps (a blocking call) for";
      case "burn" -> "computes for";
      case "convert" -> "converts lines of";
      case "write" -> "writes to";
      case "read", "park" -> "reads from";
      case "accept" -> "accepts";
      case "wait" -> act.text().contains("in write") ? "waits in write for" : "waits in read for";
      default -> "is busy with";
    };
  }

  private String name(long thread) {
    return names.getOrDefault(thread, "thread " + thread);
  }
}
