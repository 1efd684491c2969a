package hexline.conformance.fuzz;

import hexline.conformance.chaos.FaultProxy;
import hexline.conformance.chaos.Toxic;
import hexline.conformance.chaos.Toxics;
import hexline.conformance.client.Answers;
import hexline.conformance.client.Exchange;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Lines and FIN, sent through a proxy with faults. What the proxy lets through is answered, and
 * nothing else is: the oracle says what must arrive. At the end the server closes the connection,
 * too.
 */
public final class ProxiedSession {

  private static final int SIZE = 400; // bytes that the client sends, about

  private final long seed;
  private final Toxics toxics;
  private final byte[] lines;

  private ProxiedSession(long seed, Toxics toxics, byte[] lines) {
    this.seed = seed;
    this.toxics = toxics;
    this.lines = lines;
  }

  /**
   * Draws toxics and lines.
   *
   * @param delay longest time for which a toxic holds FIN up
   */
  public static ProxiedSession draw(long seed, Duration delay) {
    var random = new SplittableRandom(seed);
    return through(Toxics.draw(random, SIZE, delay), seed, random);
  }

  /**
   * Draws lines for these toxics.
   *
   * @param seed of the proxy
   */
  public static ProxiedSession through(Toxics toxics, long seed, SplittableRandom random) {
    return new ProxiedSession(seed, toxics, Input.draw(random, SIZE));
  }

  /**
   * What has come of a session that found no violation.
   *
   * @param faults the toxics that have acted
   * @param answers how many have arrived, all of them right
   */
  public record Outcome(List<Toxic> faults, long answers) {

    public Outcome {
      faults = List.copyOf(faults);
    }
  }

  /**
   * Plays it.
   *
   * @param connect opens a connection to the proxy
   * @param timeout longest wait for the end of the connection
   * @throws Violation if the server's bytes are not the oracle's, or it does not close the
   *     connection
   * @throws IOException if there is no port or descriptor for a proxy
   */
  public Outcome play(
      InetSocketAddress server, Duration timeout, Function<InetSocketAddress, Exchange> connect)
      throws IOException, InterruptedException {
    FaultProxy proxy = FaultProxy.start(server, toxics, seed);
    long answers;
    try (proxy) {
      try (Exchange client = connect.apply(proxy.address())) {
        converse(client);
        answers = Wire.text(client.received()).lines().count();
      }
      if (!proxy.areOverWithin(timeout)) {
        throw Violation.expected(
            "the server to end a connection behind the FIN of its client",
            "an open one for " + timeout.toMillis() + " ms");
      }
    }
    return new Outcome(proxy.injected(), answers);
  }

  private void converse(Exchange client) {
    byte[] answers = toxics.reachingClient(Oracle.answers(toxics.reachingServer(lines)));
    client.send(lines).finish();
    if (toxics.mayReset()) {
      client.awaitEnding();
      Answers.expectBeginning(answers, client);
    } else {
      Answers.expectAll(answers, client);
    }
  }

  /** The toxics. */
  @Override
  public String toString() {
    return toxics.toString();
  }
}
