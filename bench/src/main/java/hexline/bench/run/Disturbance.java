package hexline.bench.run;

/**
 * What disturbed a slice. It has nothing of what the slice has measured, so that no rule that looks
 * at it can prefer a result.
 *
 * <p>Both are coarse in a short slice. The engine counts pauses of more than 10 ms only, so that
 * one of them is enough in up to 100 ms, and shorter ones never are. The kernel counts stolen time
 * in ticks of 10 ms. A pause is also not always due to the machine: where no processor is spare,
 * the server's own threads can keep a load thread from running.
 *
 * @param paused share of the slice, from 0 to 1, in which a load thread did not run although it
 *     should have, as {@link hexline.bench.load.Measurement#pauseNanos} counts it
 * @param stolen share of the processors' time in which the hypervisor ran other machines
 */
record Disturbance(double paused, double stolen) {

  private static final double MOST = 0.1;

  /** Whether one of them is more than a tenth. */
  boolean isLarge() {
    return paused > MOST || stolen > MOST;
  }
}
