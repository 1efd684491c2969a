package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R1;
import static hexline.conformance.cases.Rule.R2;
import static hexline.conformance.cases.Rule.R3;
import static hexline.conformance.cases.Rule.R4;
import static hexline.conformance.cases.Rule.R5;
import static hexline.conformance.cases.Rule.R6;
import static hexline.conformance.cases.Rule.R7;

import hexline.conformance.client.Exchange;
import hexline.conformance.client.Violation;
import hexline.conformance.fuzz.Session;
import hexline.conformance.fuzz.Shrinker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Z: sessions drawn at random, against the oracle (R1 to R7). */
final class FuzzCases {

  private static final int LEAST = 40; // sessions, however short the time is
  private static final int SMALL_BUFFERS = 16 * 1024; // bytes
  private static final Duration SHRINKING = Duration.ofSeconds(2);
  private static final Duration IMPATIENCE = Duration.ofMillis(200); // while it is shrunk

  private FuzzCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "Z01 wire-fuzz",
        List.of(R1, R2, R3, R4, R5, R6, R7),
        "Clients that send, pause, half-close, reset, read and stop reading at random: the oracle's"
            + " answers.",
        FuzzCases::wireFuzz);

    return cases.toList();
  }

  private static void wireFuzz(CaseRun run) {
    long first = run.draws().seed();
    long end = System.nanoTime() + run.draws().time().toNanos();
    for (long seed = first; seed - first < LEAST || System.nanoTime() - end < 0; seed++) {
      Session session = Session.draw(new SplittableRandom(seed));
      try (Exchange client = connect(run, session, run.timeout())) {
        session.play(client);
      } catch (Violation e) {
        throw new Violation(explanation(run, session, seed, e), run.needsFraming());
      }
    }
  }

  private static Exchange connect(CaseRun run, Session session, Duration timeout) {
    return run.exchange(run.address(), timeout, session.isGreedy() ? SMALL_BUFFERS : 0);
  }

  /** What is wrong with the shortest session that is found. */
  private static String explanation(CaseRun run, Session session, long seed, Violation original) {
    long end = System.nanoTime() + SHRINKING.toNanos();
    Session shortest =
        Shrinker.shrink(
            session,
            each -> violation(run, each, IMPATIENCE).isPresent(),
            () -> System.nanoTime() - end > 0);
    int steps = session.steps().size();
    return violation(run, shortest, run.timeout())
        .map(e ->
            "%s: %s; shrunk from %d steps (--seed %d begins with it)"
                .formatted(shortest, e.getMessage(), steps, seed))
        .orElse(
            "a session of %d steps: %s; alone it finds nothing (--seed %d repeats all before it)"
                .formatted(steps, original.getMessage(), run.draws().seed()));
  }

  /** What a session finds; empty if it passes, or if nothing listens any more. */
  private static Optional<Violation> violation(CaseRun run, Session session, Duration timeout) {
    Exchange client;
    try {
      client = connect(run, session, timeout);
    } catch (Violation e) {
      return Optional.empty();
    }
    try (client) {
      session.play(client);
      return Optional.empty();
    } catch (Violation e) {
      return Optional.of(e);
    }
  }
}
