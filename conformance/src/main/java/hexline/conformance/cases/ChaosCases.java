package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R1;
import static hexline.conformance.cases.Rule.R6;
import static hexline.conformance.cases.Rule.R7;
import static hexline.conformance.cases.Rule.R9;

import hexline.conformance.chaos.Toxic.Bandwidth;
import hexline.conformance.chaos.Toxic.Latency;
import hexline.conformance.chaos.Toxic.LimitData;
import hexline.conformance.chaos.Toxic.ResetPeer;
import hexline.conformance.chaos.Toxic.Slicer;
import hexline.conformance.chaos.Toxic.SlowClose;
import hexline.conformance.chaos.Toxic.Timeout;
import hexline.conformance.chaos.Toxics;
import hexline.conformance.client.Violation;
import hexline.conformance.fuzz.ProxiedSession;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * P: a proxy with faults between clients and the server (R1, R6, R7, R9). In each case four clients
 * at a time send lines and FIN. What the proxy lets through is answered, and nothing else is: the
 * oracle says what must arrive. At the end the server closes the connection, too.
 */
final class ChaosCases {

  private static final int AT_ONCE = 4; // clients
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
        each(round -> ProxiedSession.draw(round.seed(), round.delay())));

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
  }

  /** Draws the session of a round. */
  @FunctionalInterface
  private interface Plan {
    ProxiedSession draw(Round round);
  }

  private static TestCase.Body through(Function<Round, Toxics> toxics) {
    return each(round -> ProxiedSession.through(toxics.apply(round), round.seed(), round.random()));
  }

  private static TestCase.Body each(Plan plan) {
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
              play(run, seed, plan.draw(new Round(seed, new SplittableRandom(seed), delay)));
            } while (System.nanoTime() - end < 0);
          });
    };
  }

  private static void play(CaseRun run, long seed, ProxiedSession session) throws Exception {
    try {
      session.play(run.address(), run.timeout(), proxy -> run.exchange(proxy, run.timeout(), 0));
    } catch (Violation e) {
      throw new Violation(
          "%s (--seed %d; %s)".formatted(e.getMessage(), seed, session), e.needsFraming());
    }
  }
}
