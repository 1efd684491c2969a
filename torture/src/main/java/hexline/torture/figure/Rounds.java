package hexline.torture.figure;

import hexline.conformance.client.Violation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Rounds with a server, some at a time, each drawn from a seed of its own. */
final class Rounds {

  private static final int AT_A_TIME = 4;
  private static final int LOOKS = 5; // fifteen seconds, about
  private static final int MOST_WRONG = 20; // then there is no need to go on

  /** What is done in a round. */
  @FunctionalInterface
  interface Round {
    /**
     * Talks to the server.
     *
     * @throws Violation if an answer is wrong or missing
     */
    void play(long seed) throws IOException, InterruptedException;
  }

  private final Lab lab;
  private final AtomicLong next;
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicReference<String> first = new AtomicReference<>("");

  private Rounds(Lab lab) {
    this.lab = lab;
    this.next = new AtomicLong(lab.seed());
  }

  /** How long it takes, about. */
  static Duration expected() {
    return Effort.FULL.look().multipliedBy(LOOKS).plusSeconds(1);
  }

  /** Plays rounds until the time is over, or too many of them were wrong. */
  static Rounds play(Lab lab, Round round) throws InterruptedException, ExecutionException {
    var rounds = new Rounds(lab);
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Void> client =
          () -> {
            rounds.play(round, start);
            return null;
          };
      var clients = new ArrayList<Future<Void>>();
      for (int i = 0; i < lab.clients(AT_A_TIME); i++) {
        clients.add(threads.submit(client));
      }
      for (Future<Void> each : clients) {
        each.get();
      }
    }
    return rounds;
  }

  private void play(Round round, long start) throws IOException, InterruptedException {
    Duration time = lab.effort().look().multipliedBy(LOOKS);
    do {
      long seed = next.getAndIncrement();
      try {
        round.play(seed);
      } catch (Violation e) {
        wrong.incrementAndGet();
        first.compareAndSet("", "; seed " + seed + ": " + e.getMessage());
      }
    } while (Lab.isWithin(time, start) && wrong.get() < MOST_WRONG);
  }

  /** How many there were. */
  long count() {
    return next.get() - lab.seed();
  }

  /** How many had a wrong answer, or not all that were due. */
  int wrong() {
    return wrong.get();
  }

  /** The seeds, and what was wrong first, if anything was. */
  String note() {
    return String.format(
        Locale.ROOT,
        "%,d sessions, seeds %d to %d%s",
        count(),
        lab.seed(),
        next.get() - 1,
        first.get());
  }
}
