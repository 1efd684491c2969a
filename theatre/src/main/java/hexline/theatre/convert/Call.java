package hexline.theatre.convert;

import hexline.theatre.agent.Step;
import hexline.theatre.watch.Seen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Something that a thread has done, with what it has done within it. */
final class Call {

  private static final Comparator<Seen> OUTER_FIRST =
      Comparator.comparingLong(Seen::from)
          .thenComparing(Comparator.comparingLong(Seen::to).reversed());

  private final Seen seen;
  private final @Nullable Call outer;
  private final List<Call> inner = new ArrayList<>();
  private final long to;
  private final int port;

  private Call(Seen seen, @Nullable Call outer) {
    this.seen = seen;
    this.outer = outer;
    this.to = outer == null ? seen.to() : Math.min(seen.to(), outer.to);
    this.port = seen.port() != 0 || outer == null ? seen.port() : outer.port;
  }

  /** The calls of one thread that are in no other call. */
  static List<Call> ofThread(List<Seen> events) {
    var roots = new ArrayList<Call>();
    Call last = null;
    for (Seen seen : events.stream().sorted(OUTER_FIRST).toList()) {
      Call outer = last;
      while (outer != null && outer.to <= seen.from() && outer.to < seen.to()) {
        outer = outer.outer;
      }
      while (outer != null && outer.to < seen.from()) {
        outer = outer.outer;
      }
      last = new Call(seen, outer);
      (outer == null ? roots : outer.inner).add(last);
    }
    return roots;
  }

  Step step() {
    return seen.step();
  }

  Seen seen() {
    return seen;
  }

  long from() {
    return seen.from();
  }

  long to() {
    return to;
  }

  @Nullable Call outer() {
    return outer;
  }

  List<Call> inner() {
    return inner;
  }

  /** All calls within this one. */
  Stream<Call> within() {
    return inner.stream().flatMap(call -> Stream.concat(Stream.of(call), call.within()));
  }

  /** The first call within this one, if there is such a one. */
  @Nullable Call first(Predicate<Call> condition) {
    return within().filter(condition).findFirst().orElse(null);
  }

  /** The client's port; 0 if it is not known. */
  int port() {
    if (port == 0 && (step() == Step.FINISH_READ || step() == Step.FINISH_WRITE)) {
      Call completion = first(call -> call.step() == Step.COMPLETE);
      return completion == null ? 0 : completion.port;
    }
    return port;
  }

  /** Whether it is in a call of the same kind for the same client, which shows it already. */
  boolean isRepeated() {
    Call around = outer;
    return around != null && around.step() == step() && around.port == port;
  }

  /** Bytes that were moved; negative if that is not known. */
  long bytes() {
    Step mark =
        switch (step()) {
          case READ, READ_NOW -> Step.GOT;
          case WRITE, WRITE_NOW -> Step.PUT;
          case FINISH_READ, FINISH_WRITE -> Step.COMPLETE;
          default -> null;
        };
    if (seen.bytes() >= 0 || mark == null) {
      return seen.bytes();
    }
    List<Long> told =
        within()
            .filter(call -> call.step() == mark)
            .limit(mark == Step.PUT ? Long.MAX_VALUE : 1)
            .map(call -> call.seen().bytes())
            .filter(bytes -> bytes >= 0)
            .toList();
    return told.isEmpty() ? -1 : told.stream().mapToLong(Long::longValue).sum();
  }
}
