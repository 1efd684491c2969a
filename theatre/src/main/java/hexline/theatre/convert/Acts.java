package hexline.theatre.convert;

import hexline.theatre.agent.Step;
import hexline.theatre.play.Play;
import hexline.theatre.recording.Recording.Act;
import hexline.theatre.recording.Words;
import hexline.theatre.watch.Seen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Turns calls into what kernel threads do. A call on a virtual thread is cut where the thread was
 * parked: its parts may be on different carriers, and between them it is on none.
 *
 * <p>A platform thread that waits for a client's bytes is inside the system call which then takes
 * them, so no event tells the two apart. The client says when it has sent them: until then the call
 * has waited.
 */
final class Acts {

  /** A call that may wait, and takes longer than this without a known reason, has waited. */
  private static final long LONG = 1_000_000;

  private static final Set<Step> MARKS =
      Set.of(Step.CONNECTED, Step.GOT, Step.PUT, Step.CLOSED, Step.HANDLERS);

  private final Cast cast;
  private final List<Act> acts = new ArrayList<>();
  private final List<Away> aways = new ArrayList<>();
  private final Set<Long> carriers = new TreeSet<>();
  private final Map<Integer, Long> virtualThreads = new TreeMap<>();
  private int moved;
  private int guessed;

  Acts(Cast cast) {
    this.cast = cast;
  }

  List<Act> acts() {
    return acts;
  }

  List<Away> aways() {
    return aways;
  }

  /** Kernel threads on which virtual threads have run. */
  Set<Long> carriers() {
    return carriers;
  }

  /** The virtual threads that serve clients, by client. */
  Map<Integer, Long> virtualThreads() {
    return virtualThreads;
  }

  /** What could not be drawn, in sentences. */
  List<String> unseen() {
    var unseen = new ArrayList<String>();
    if (moved > 0) {
      unseen.add(
          "Steps that changed their carrier at a wait that was not seen: "
              + moved
              + ". They are not drawn.");
    }
    if (guessed > 0) {
      unseen.add(
          "Parts of steps between two waits, whose carrier was not seen: "
              + guessed
              + ". They are drawn on the carrier of the end.");
    }
    return unseen;
  }

  /** Adds a call and what is within it. */
  void add(Call call) {
    if (call.seen().isVirtual()) {
      addVirtual(call);
    } else {
      addPlatform(call);
    }
  }

  private void addPlatform(Call call) {
    String who = cast.name(call.port());
    switch (call.step()) {
      case CONNECTED, GOT, PUT, CLOSED, HANDLERS -> {}
      case SELECT -> {
        Call first = call.first(inner -> true);
        act(
            call,
            "select",
            call.from(),
            first == null ? call.to() : first.from(),
            "waits for any client, in epoll_wait");
      }
      case POLL ->
          act(call, "select", call.from(), call.to(), "waits for any client, in epoll_wait");
      case POLLER ->
          act(
              call,
              "select",
              call.from(),
              call.to(),
              "waits for the sockets of parked virtual threads, in epoll_wait");
      case FINISH_READ, FINISH_WRITE -> {
        Call completion = call.first(inner -> inner.step() == Step.COMPLETE);
        boolean isRead = call.step() == Step.FINISH_READ;
        act(
            call,
            isRead ? "read" : "write",
            call.from(),
            completion == null ? call.to() : completion.from(),
            (isRead ? "reads from " : "writes to ") + who + ", inside the JDK");
      }
      case COMPLETE -> {
        Call outer = call.outer();
        if (outer == null || (outer.step() != Step.WRITE_NOW && outer.step() != Step.ASK)) {
          act(call, "complete", call.from(), call.to(), "runs the next stage of " + who);
        }
      }
      case PARK -> {
        if (!call.isRepeated()) {
          act(call, "wait", call.from(), call.to(), waitText(call));
        }
      }
      case ACCEPT,
          ACCEPT_NOW,
          READ,
          READ_NOW,
          ASK,
          WRITE,
          WRITE_NOW,
          CONVERT,
          HAND_OVER,
          SLEEP,
          BURN -> {
        if (!call.isRepeated()) {
          act(call, word(call.step()), call.from(), call.to(), text(call));
          addWait(call);
        }
      }
    }
    call.inner().forEach(this::addPlatform);
  }

  /** The part of a call in which it has waited, if it is one that may wait. */
  private void addWait(Call call) {
    if (call.first(inner -> inner.step() == Step.PARK) != null) {
      return; // it was seen
    }
    long end = waitEnd(call);
    if (end > call.from()) {
      act(call, "wait", call.from(), Math.min(end, call.to()), waitText(call));
    }
  }

  private long waitEnd(Call call) {
    boolean isLong = call.to() - call.from() > LONG;
    Play.Client client = cast.onPort(call.port());
    return switch (call.step()) {
      case ACCEPT -> client != null ? client.connectedAt() : isLong ? call.to() : 0;
      case READ -> {
        OptionalLong sent =
            client == null ? OptionalLong.empty() : client.firstSendWithin(call.from(), call.to());
        boolean neverEnds = client == null || client.endedAt() == null;
        yield sent.orElse(isLong && neverEnds ? call.to() : 0); // else it took what was there
      }
      case WRITE -> // one that ends before the client reads has found room
          client != null && isLong && client.readsFrom() < call.to() ? client.readsFrom() : 0;
      default -> 0; // it never waits
    };
  }

  private void addVirtual(Call call) {
    Integer served = cast.id(call.port());
    if (served != null) {
      virtualThreads.put(served, call.seen().thread());
    }
    List<Call> waits =
        Stream.concat(Stream.of(call), call.within())
            .filter(inner -> inner.step() == Step.PARK || inner.step() == Step.SLEEP)
            .filter(inner -> !inner.isRepeated())
            .sorted(Comparator.comparingLong(Call::from))
            .toList();
    for (Call wait : waits) {
      Integer client = cast.id(wait.port());
      if (client != null) {
        aways.add(new Away(client, wait.from(), wait.to(), reason(wait)));
      }
    }
    addParts(call, waits);
  }

  private static Away.Reason reason(Call wait) {
    if (wait.step() == Step.SLEEP) {
      return Away.Reason.WORK;
    }
    Call outer = wait.outer();
    return outer != null && outer.step() == Step.WRITE ? Away.Reason.ROOM : Away.Reason.INPUT;
  }

  private void addParts(Call call, List<Call> waits) {
    boolean isWait = call.step() == Step.PARK || call.step() == Step.SLEEP;
    if (isWait || call.step() == Step.POLLER) {
      return; // a poller that is a virtual thread never waits in epoll_wait
    }
    if (!MARKS.contains(call.step()) && !call.isRepeated()) {
      parts(call, waits);
    }
    call.inner().forEach(inner -> addParts(inner, waits));
  }

  private void parts(Call call, List<Call> waits) {
    Seen seen = call.seen();
    List<Call> own =
        waits.stream()
            .filter(wait -> wait.from() >= call.from() && wait.to() <= call.to())
            .toList();
    if (own.isEmpty() && seen.kernelAtBegin() != seen.kernelAtEnd()) {
      moved++;
      return;
    }
    long at = call.from();
    for (int i = 0; i < own.size(); i++) {
      Call wait = own.get(i);
      boolean parks = wait.step() == Step.PARK;
      String text = parks ? parkText(call) : text(call);
      long thread = i == 0 ? seen.kernelAtBegin() : between(call, at, wait.from());
      part(call, thread, parks ? "park" : word(call.step()), at, wait.from(), -1, text);
      at = wait.to();
    }
    part(call, seen.kernelAtEnd(), word(call.step()), at, call.to(), call.bytes(), text(call));
  }

  /** The carrier of a part between two waits: that of a call in it, if there is one. */
  private long between(Call call, long from, long to) {
    Seen seen = call.seen();
    Call inner =
        call.first(
            each -> each.from() >= from && each.to() <= to && each.seen().kernelAtBegin() != 0);
    if (inner != null) {
      return inner.seen().kernelAtBegin();
    }
    guessed += seen.kernelAtBegin() == seen.kernelAtEnd() ? 0 : 1;
    return seen.kernelAtEnd();
  }

  private void part(
      Call call, long thread, String step, long from, long to, long bytes, String text) {
    carriers.add(thread);
    acts.add(new Act(thread, cast.id(call.port()), step, from, to, bytes < 0 ? null : bytes, text));
  }

  private void act(Call call, String step, long from, long to, String text) {
    boolean moves = step.equals("read") || step.equals("write");
    long bytes = moves ? call.bytes() : -1;
    acts.add(
        new Act(
            call.seen().kernelAtBegin(),
            isForAll(call, step) ? null : cast.id(call.port()),
            step,
            from,
            to,
            bytes < 0 ? null : bytes,
            text));
  }

  /** Whether it is a wait for whoever comes. */
  private static boolean isForAll(Call call, String step) {
    return step.equals("select") || (step.equals("wait") && call.step() == Step.ACCEPT);
  }

  private static String word(Step step) {
    return switch (step) {
      case ACCEPT, ACCEPT_NOW -> "accept";
      case READ, READ_NOW, ASK -> "read";
      case CONVERT -> "convert";
      case WRITE, WRITE_NOW -> "write";
      case SLEEP -> "sleep";
      case BURN -> "burn";
      default -> "handOver";
    };
  }

  private String text(Call call) {
    boolean isKnown = cast.onPort(call.port()) != null;
    String who = cast.name(call.port());
    return switch (call.step()) {
      case ACCEPT, ACCEPT_NOW ->
          isKnown ? "accepts " + who : "looks for a client that has connected";
      case READ, READ_NOW ->
          call.bytes() < 0
              ? "reads from " + who + ", and gets no bytes"
              : "reads from " + who + sized(call.bytes());
      case ASK -> "tells the JDK to read from " + who + ", and does not wait";
      case CONVERT -> "converts lines of " + who;
      case WRITE, WRITE_NOW -> "writes answers to " + who + sized(call.bytes());
      case SLEEP -> isKnown ? "is blocked in sleep for " + who : "is blocked in sleep";
      case BURN -> "computes for " + who;
      case HAND_OVER -> "hands over " + who;
      default -> "works for " + who;
    };
  }

  private static String sized(long bytes) {
    return bytes < 0 ? "" : bytes == 1 ? " (1 byte)" : " (" + Words.count(bytes) + " bytes)";
  }

  private String parkText(Call call) {
    String who = cast.name(call.port());
    return call.step() == Step.WRITE
        ? "finds no room for answers to " + who + ": its virtual thread is parked"
        : "finds nothing to read from " + who + ": its virtual thread is parked";
  }

  private String waitText(Call call) {
    Call about = call;
    if (call.step() == Step.PARK) {
      Call outer = call.outer();
      if (outer == null) {
        return "waits for another thread";
      }
      about = outer;
    }
    String who = cast.name(about.port());
    return switch (about.step()) {
      case ACCEPT -> "waits for any client, in accept";
      case WRITE -> "is blocked in write: " + who + " does not read, and the send buffer is full";
      default -> "is blocked in read: " + who + " has sent nothing";
    };
  }
}
