package hexline.claims.trial;

/** Work for a processor that waits for nothing. Thread-safe. */
public final class Burn {

  /** Written after each burn, so that the compiler cannot leave out the arithmetic. */
  private static volatile long result = 1;

  private Burn() {}

  /** So many steps of Marsaglia's xorshift generator, about a nanosecond each. */
  public static void steps(long count) {
    long x = 88_172_645_463_325_252L;
    for (long i = 0; i < count; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    result = x;
  }

  /** The value of the last burn. */
  public static long result() {
    return result;
  }
}
