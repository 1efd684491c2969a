package hexline.server;

import java.util.concurrent.TimeUnit;

/**
 * Burns processor time. It counts rounds of arithmetic and does not look at a clock: a loop that
 * waits for a time to pass is over just as soon while its thread waits for a processor. How long a
 * round takes is measured once per JVM. Thread-safe.
 */
final class CpuBurn {

  private static final int STEPS = 64; // of a round, which then takes about 0.1 us
  private static final int SAMPLE = 1000; // rounds: so short that most samples are not interrupted
  private static final int SETTLED = 1000; // samples, about 0.1 s of processor time
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

  /** Written after each burn, so that the compiler cannot leave out the arithmetic. */
  private static volatile long result = 1;

  /** Measured when it is first used. */
  private static final class Round {
    static final double NANOS = measure();
  }

  private CpuBurn() {}

  /** How long a round takes. The first call measures it, which takes 0.1 s or more. */
  static double nanosPerRound() {
    return Round.NANOS;
  }

  /** Uses about this much processor time; takes longer if the thread waits for a processor. */
  static void burn(long nanos) {
    rounds(Math.max(1, Math.round(nanos / Round.NANOS)));
  }

  private static void rounds(long count) {
    long x = result;
    for (long i = 0; i < count; i++) {
      x = round(x);
    }
    result = x;
  }

  /** Marsaglia's xorshift generator: each step needs the result of the one before. */
  private static long round(long x) {
    for (int i = 0; i < STEPS; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }

  /**
   * The shortest of many samples: one in which the thread was not interrupted and the code was
   * compiled. Goes on until the shortest time has stood for many samples: on a busy machine time
   * passes while neither this thread nor the JVM's compiler has a processor.
   */
  private static double measure() {
    long start = System.nanoTime();
    long shortest = Long.MAX_VALUE;
    long now = start;
    for (int stood = 0; stood < SETTLED && now - start < LONGEST; stood++) {
      long before = System.nanoTime();
      rounds(SAMPLE);
      now = System.nanoTime();
      if (now - before < shortest) {
        if (now - before < shortest * 0.99) {
          stood = 0;
        }
        shortest = now - before;
      }
    }
    return (double) shortest / SAMPLE;
  }
}
