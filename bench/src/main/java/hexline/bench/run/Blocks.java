package hexline.bench.run;

import hexline.bench.load.Drain;
import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.Measurement;
import hexline.bench.load.RequestTable;
import hexline.bench.server.CpuClock;
import hexline.bench.server.CpuTicks;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.Observation;
import hexline.bench.server.ProcessFigures;
import hexline.bench.server.Slice;
import hexline.bench.server.WrongAnswers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Measures several servers in blocks. All of them have their connections open from the first block
 * to the last; connections without a request cost nothing. In a block each server is under load for
 * one slice. The order within a block is drawn at random, and the next block has it in reverse, so
 * that each server is as often early in a block as late.
 *
 * <p>A disturbed slice is repeated at once; when as many slices have been repeated as half of all,
 * further ones are kept and counted.
 *
 * @param blocks number of blocks
 * @param settling time under load before a slice is counted
 * @param slice length of a slice
 * @param warmUp time under load before the first block
 * @param threads load threads
 * @param patience longest time that the engine waits without progress
 * @param isDisturbed says of each slice whether it is disturbed, usually {@link
 *     Disturbance#isLarge}
 */
record Blocks(
    int blocks,
    Duration settling,
    Duration slice,
    Duration warmUp,
    int threads,
    Duration patience,
    Predicate<Disturbance> isDisturbed) {

  private static final Duration OVERHEAD = Duration.ofMillis(30); // of a slice

  /** A server process, and its load. */
  record Entrant(MeasuredServer server, String work, Load load) {}

  /** Receives what was measured of a server, or why nothing was. */
  interface Outcome {
    void measured(Entrant entrant, Observation observation);

    void failed(Entrant entrant, IOException reason);
  }

  /** How long that takes for so many servers, about. */
  Duration time(int servers) {
    Duration blocked = settling.plus(slice).plus(OVERHEAD).multipliedBy(blocks);
    return blocked.plus(warmUp).plus(OVERHEAD).multipliedBy(servers);
  }

  /**
   * Measures, on the caller's thread.
   *
   * @param seed of the requests that each connection sends, and of the order in the blocks
   * @throws InterruptedException if the thread is interrupted between two slices
   */
  void run(List<Entrant> entrants, RequestTable table, long seed, Outcome outcome)
      throws InterruptedException {
    var lanes = new ArrayList<Lane>();
    try {
      for (Entrant entrant : entrants) {
        var lane = new Lane(entrant, table, seed);
        lanes.add(lane);
        lane.begin();
      }
      takeTurns(lanes, new Random(seed));
      for (Lane lane : lanes) {
        lane.end(outcome);
      }
    } finally {
      lanes.forEach(Lane::close);
    }
  }

  private void takeTurns(List<Lane> lanes, Random random) throws InterruptedException {
    int repeats = blocks * lanes.size() / 2;
    List<Lane> order = new ArrayList<>(lanes);
    for (int block = 0; block < blocks; block++) {
      arrange(order, block, random);
      for (Lane lane : order) {
        while (!lane.measure(block, repeats > 0)) {
          repeats--;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }

  /** Puts the order of the block before into that of a block. */
  static <T> void arrange(List<T> order, int block, Random random) {
    if (block % 2 == 0) {
      Collections.shuffle(order, random);
    } else {
      Collections.reverse(order);
    }
  }

  /** One server's part of all blocks: its connections, its process, its slices so far. */
  private final class Lane implements AutoCloseable {
    private final Entrant entrant;
    private final LoadEngine engine;
    private final List<Slice> slices = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Observation.Machine> machine = new ArrayList<>();
    private int disturbed;
    private long answers; // of all slices, those that were repeated included
    private @Nullable CpuClock cpu;
    private Optional<ProcessFigures> before = Optional.empty();
    private @Nullable String failure;

    Lane(Entrant entrant, RequestTable table, long seed) {
      this.entrant = entrant;
      this.engine =
          new LoadEngine(
              entrant.server().address(), entrant.load(), table, patience, seed, threads);
    }

    /** Connects, warms up, and looks at the process. */
    void begin() {
      engine.connect();
      engine.start();
      engine.run(warmUp);
      engine.drain(Drain.ANSWERED);
      try {
        before = entrant.server().figures();
        cpu = CpuClock.of(entrant.server().family());
      } catch (IOException e) {
        failure = e.getMessage();
      }
    }

    /**
     * Measures a slice; nothing if the server has failed. After the last one the engine waits for
     * clients that were never answered, too.
     *
     * @return whether it need not be repeated
     */
    boolean measure(int block, boolean mayRepeat) {
      CpuClock clock = cpu;
      if (failure != null || clock == null || !engine.errors().isEmpty()) {
        return true;
      }
      var nanos = new long[2];
      var ticks = new ArrayList<CpuTicks>();
      Measurement measured =
          engine.measure(
              1,
              slice,
              settling,
              block == blocks - 1 ? Drain.ALL : Drain.ANSWERED,
              () -> {
                nanos[ticks.size()] = clock.nanos();
                ticks.add(new CpuTicks());
              });
      answers += measured.answers();
      Observation.Machine spent = ticks.getFirst().until(ticks.getLast());
      double paused = (double) measured.pauseNanos() / measured.nanos();
      if (isDisturbed.test(new Disturbance(paused, spent.stolen()))) {
        if (mayRepeat && measured.errors().isEmpty()) {
          return false;
        }
        disturbed++;
      }
      measurements.add(measured);
      machine.add(spent);
      slices.add(new Slice(block, measured.windows().getFirst(), nanos[1] - nanos[0]));
      return true;
    }

    /** A server that has ended fails with its last words, whatever its connections have seen. */
    void end(Outcome outcome) {
      try {
        Optional<ProcessFigures> last = entrant.server().figures();
        if (failure != null || measurements.isEmpty()) {
          outcome.failed(entrant, reason());
        } else {
          outcome.measured(entrant, observation(last));
        }
      } catch (IOException e) {
        outcome.failed(entrant, e);
      }
    }

    private IOException reason() {
      Errors errors = engine.errors();
      String label = entrant.server().spec().label();
      String known =
          Optional.ofNullable(failure)
              .or(() -> Optional.ofNullable(errors.first()))
              .orElse("nothing was measured");
      String words = known.startsWith(label) ? known : label + ": " + known;
      return failure == null && errors.areWrongAnswers()
          ? new WrongAnswers(words)
          : new IOException(words);
    }

    private Observation observation(Optional<ProcessFigures> after) {
      long cpuNanos = slices.stream().mapToLong(Slice::serverCpuNanos).sum();
      return new Observation(
          entrant.server().spec().label(),
          entrant.work(),
          Measurement.merge(measurements),
          slices,
          disturbed,
          Observation.Machine.mean(machine),
          Observation.ProcessUse.of(cpuNanos, answers, before, after));
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
