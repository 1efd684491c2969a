package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R1;
import static hexline.conformance.cases.Rule.R6;
import static hexline.conformance.cases.Rule.R7;
import static hexline.conformance.cases.Rule.R9;

import hexline.conformance.chaos.FaultProxy;
import hexline.conformance.chaos.Toxic;
import hexline.conformance.chaos.Toxic.Bandwidth;
import hexline.conformance.chaos.Toxic.Latency;
import hexline.conformance.chaos.Toxic.LimitData;
import hexline.conformance.chaos.Toxic.ResetPeer;
import hexline.conformance.chaos.Toxic.Slicer;
import hexline.conformance.chaos.Toxic.SlowClose;
import hexline.conformance.chaos.Toxic.Timeout;
import hexline.conformance.chaos.Toxics;
import hexline.conformance.client.Answers;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Violation;
import hexline.conformance.fuzz.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * P: a proxy with faults between clients and the server (R1, R6, R7, R9). In each case four clients
 * at a time send lines and FIN. What the proxy lets through is answered, and nothing else is: the
 * oracle says what must arrive. At the end the server closes the connection, too.
 */
final class ChaosCases {

  private static final int AT_ONCE = 4; // clients
  private static final int SIZE = 400; // bytes that a client sends
  private static final int CUTS = 201; // places: behind 0 to 200 bytes

  private ChaosCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "P01 latency",
        List.of(R1, R6, R7),
        "Bytes arrive 20 to 80 ms later each way: every answer, in order.",
        through(round -> Toxics.eachWay(new Latency(millis(50), millis(30)))));

    cases.add(
        "P02 bandwidth",
        List.of(R1, R6, R7),
        "10,000 bytes pass in a second each way: every answer, in order.",
        through(round -> Toxics.eachWay(new Bandwidth(10_000))));

    cases.add(
        "P03 slicer",
        List.of(R1, R6, R7),
        "Bytes pass in pieces of 1 to 7, up to 2 ms apart: every answer, in order.",
        through(round -> Toxics.eachWay(new Slicer(4, 3, millis(2)))));

    cases.add(
        "P04 limit-data",
        List.of(R1, R6, R7),
        "0 to 200 bytes pass one way, then FIN: what has passed is answered.",
        through(round -> {
          var cut = new LimitData(Math.floorMod(round.seed() / 2, CUTS));
          return round.isUpstream() ? Toxics.toServer(cut) : Toxics.toClient(cut);
        }));

    cases.add(
        "P05 reset-peer",
        List.of(R6, R9),
        "A reset each way within 20 ms, in the middle of lines: no wrong answer before it.",
        through(round ->
            Toxics.toServer(new Slicer(4, 3, millis(1)), new ResetPeer(round.upTo(millis(20))))));

    cases.add(
        "P06 slow-close",
        List.of(R6, R7),
        "FIN comes long after the last byte each way: every answer, then FIN.",
        through(round -> Toxics.eachWay(new SlowClose(round.delay()))));

    cases.add(
        "P07 timeout",
        List.of(R7),
        "No byte passes one way, then FIN does: the server ends the connection.",
        through(round -> {
          var hole = new Timeout(millis(1).plus(round.upTo(millis(20))));
          return round.isUpstream() ? Toxics.toServer(hole) : Toxics.toClient(hole);
        }));

    cases.add(
        "P08 mix",
        List.of(R1, R6, R7, R9),
        "Up to two faults of any kind each way: what has passed is answered.",
        through(round -> new Toxics(round.mix(), round.mix())));

    return cases.toList();
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }

  /**
   * One connection and what is drawn for it.
   *
   * @param delay longest time for which a fault may hold up a connection: the others wait meanwhile
   *     if the server serves one client at a time
   */
  private record Round(long seed, SplittableRandom random, Duration delay) {

    boolean isUpstream() {
      return Math.floorMod(seed, 2) == 1;
    }

    Duration upTo(Duration most) {
      return Duration.ofNanos(random.nextLong(most.toNanos() + 1));
    }

    List<Toxic> mix() {
      var toxics = new ArrayList<Toxic>();
      for (int n = random.nextInt(3); n > 0; n--) {
        toxics.add(any());
      }
      return toxics;
    }

    private Toxic any() {
      return switch (random.nextInt(7)) {
        case 0 -> new Latency(millis(20), upTo(millis(20)));
        case 1 -> new Bandwidth(10_000 + random.nextInt(40_000));
        case 2 -> new Slicer(20, random.nextInt(20), upTo(millis(2)));
        case 3 -> new LimitData(random.nextInt(SIZE));
        case 4 -> new ResetPeer(upTo(millis(50)));
        case 5 -> new SlowClose(upTo(delay));
        default -> new Timeout(millis(1).plus(upTo(millis(20))));
      };
    }
  }

  /** Draws the toxics of a connection. */
  @FunctionalInterface
  private interface Plan {
    Toxics draw(Round round);
  }

  private static TestCase.Body through(Plan plan) {
    return run -> {
      Duration half = run.draws().time().dividedBy(2);
      Duration eighth = run.timeout().dividedBy(8);
      Duration delay = half.compareTo(eighth) < 0 ? half : eighth;
      var seeds = new AtomicLong(run.draws().seed());
      long end = System.nanoTime() + run.draws().time().toNanos();
      run.atOnce(
          AT_ONCE,
          number -> {
            do {
              long seed = seeds.getAndIncrement();
              var round = new Round(seed, new SplittableRandom(seed), delay);
              converse(run, round, plan.draw(round));
            } while (System.nanoTime() - end < 0);
          });
    };
  }

  private static void converse(CaseRun run, Round round, Toxics toxics) throws Exception {
    byte[] lines = Input.draw(round.random(), SIZE);
    byte[] passed = toxics.reachingServer(lines);
    byte[] answers = toxics.reachingClient(Oracle.answers(passed));
    try (var proxy = FaultProxy.start(run.address(), toxics, round.seed())) {
      try (var client = run.exchange(proxy.address(), run.timeout(), 0)) {
        client.send(lines).finish();
        if (toxics.mayReset()) {
          client.awaitEnding();
          Answers.expectBeginning(answers, client);
        } else {
          Answers.expectAll(answers, client);
        }
      }
      if (!proxy.areOverWithin(run.timeout())) {
        throw Violation.expected(
            "the server to end a connection behind the FIN of its client",
            "an open one for " + run.timeout().toMillis() + " ms");
      }
    } catch (Violation e) {
      throw new Violation(
          "%s (--seed %d; %s)".formatted(e.getMessage(), round.seed(), toxics), e.needsFraming());
    }
  }
}
