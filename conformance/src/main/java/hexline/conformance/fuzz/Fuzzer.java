package hexline.conformance.fuzz;

import hexline.conformance.client.Exchange;
import hexline.conformance.client.Violation;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/** Plays sessions that are drawn at random, and makes one that fails as short as it can. */
public final class Fuzzer {

  private static final int SMALL_BUFFERS = 16 * 1024; // bytes
  private static final Duration SHRINKING = Duration.ofSeconds(2);
  private static final Duration IMPATIENCE = Duration.ofMillis(200); // while it is shrunk

  /** Opens connections to the server. */
  @FunctionalInterface
  public interface Connector {
    /**
     * Opens one.
     *
     * @param timeout longest wait for a byte that is due
     * @param socketBuffers about their size in bytes; 0 leaves them to the system
     */
    Exchange connect(Duration timeout, int socketBuffers);
  }

  private final Connector connector;
  private final Duration timeout;
  private final long first;

  /**
   * A fuzzer.
   *
   * @param timeout longest wait for a byte that is due
   * @param first seed of the first session
   */
  public Fuzzer(Connector connector, Duration timeout, long first) {
    this.connector = connector;
    this.timeout = timeout;
    this.first = first;
  }

  /**
   * Plays the session of a seed.
   *
   * @throws Violation if the server's bytes are not the oracle's; its message has the shortest
   *     session that was found to fail
   */
  public void play(long seed) {
    Session session = Session.draw(new SplittableRandom(seed));
    try (Exchange client = connect(session, timeout)) {
      session.play(client);
    } catch (Violation e) {
      throw new Violation(explanation(session, seed, e));
    }
  }

  private Exchange connect(Session session, Duration patience) {
    return connector.connect(patience, session.isGreedy() ? SMALL_BUFFERS : 0);
  }

  /** What is wrong with the shortest session that is found. */
  private String explanation(Session session, long seed, Violation original) {
    long end = System.nanoTime() + SHRINKING.toNanos();
    Session shortest =
        Shrinker.shrink(
            session,
            each -> violation(each, IMPATIENCE).isPresent(),
            () -> System.nanoTime() - end > 0);
    int steps = session.steps().size();
    return violation(shortest, timeout)
        .map(e ->
            "%s: %s; shrunk from %d steps (--seed %d begins with it)"
                .formatted(shortest, e.getMessage(), steps, seed))
        .orElse(
            "a session of %d steps: %s; alone it finds nothing (--seed %d repeats all before it)"
                .formatted(steps, original.getMessage(), first));
  }

  /** What a session finds; empty if it passes, or if nothing listens any more. */
  private Optional<Violation> violation(Session session, Duration patience) {
    Exchange client;
    try {
      client = connect(session, patience);
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
