package hexline.claims.article;

import hexline.bench.load.Load;
import hexline.bench.server.Observation;
import hexline.bench.statistics.Interval;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Child;
import hexline.claims.trial.Race;
import hexline.claims.trial.Ring;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Compares what the switches of a request cost with all that the request costs. */
public final class SwitchCost {

  private static final Figure SWITCH =
      new Figure("switch", Unit.MICROS, "processor time of a switch, waking and waiting included");
  private static final Figure ECHO =
      new Figure(
          "echo", Unit.PERCENT, "share of the switches in the processor time of a bare request");
  private static final Figure WORK =
      new Figure("work", Unit.PERCENT, "share of the switches where a request computes for 1 ms");
  private static final Figure COUNT =
      new Figure("count", Unit.COUNT, "context switches of the server for a bare request");
  private static final Figure CPU =
      new Figure("cpu", Unit.MICROS, "processor time of the server for a bare request");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "switch-cost",
          Said.inArticle("Threads", "threaded"),
          "A context switch is costly.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "A switch takes some microseconds: much beside a request that only converts a number,"
                  + " nothing beside one that computes."),
          Rule.of(ECHO.above(10).and(WORK.above(10)), ECHO.atMost(10))
              .orDepends("what else a request costs", ECHO.above(10).and(WORK.atMost(10))),
          List.of(SWITCH, COUNT, CPU),
          "A switch took {switch}. A bare request to the threaded server had {count} of them and"
              + " {cpu} of processor time, so that they were {echo} of it at most; of a request"
              + " that computes for 1 ms they were {work}.",
          """
          The switch was measured with two threads that wake each other on one processor, so that
          the system calls for waking and waiting are part of it: an upper bound. What a switch
          costs later, because caches hold another thread's data, is not in it.
          """,
          Duration.ofSeconds(22),
          SwitchCost::run);

  private static final int TRIALS = 9;
  private static final int TURNS = 40_000;
  private static final String SERVER = "threaded";
  private static final Duration SLICE = Duration.ofMillis(400);

  private SwitchCost() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    List<Double> micros = Child.javaOnOneProcessor(Inside.class, List.of()).values("turn");
    evidence.addAll(SWITCH, micros);
    double typical = Interval.of(micros).median();
    Race echo = Race.run(List.of(SERVER), "none", new Load.Closed(64, 1), TRIALS, SLICE);
    evidence.addAll(COUNT, echo.values(SERVER, SwitchCost::switches));
    evidence.addAll(CPU, echo.values(SERVER, Observation::serverCpuMicros));
    evidence.addAll(ECHO, echo.values(SERVER, slice -> share(slice, typical)));
    Race work = Race.run(List.of(SERVER), "cpu:1ms", new Load.Closed(64, 1), TRIALS, SLICE);
    evidence.addAll(WORK, work.values(SERVER, slice -> share(slice, typical)));
  }

  private static double switches(Observation slice) {
    return slice.switches().map(each -> each.voluntary() + each.involuntary()).orElse(0.0);
  }

  private static double share(Observation slice, double microsPerSwitch) {
    return 100 * switches(slice) * microsPerSwitch / slice.serverCpuMicros();
  }

  /** The program of the JVM whose threads wake each other. */
  static final class Inside {
    public static void main(String[] args) throws InterruptedException {
      Ring.microsPerTurn(2, TURNS);
      for (int i = 0; i < TRIALS; i++) {
        Child.print("turn", Ring.microsPerTurn(2, TURNS));
      }
    }
  }
}
