package hexline.bench.run;

/**
 * What disturbed a slice. It has nothing of what the slice has measured, so that no rule that looks
 * at it can prefer a result.
 *
 * @param paused share of the slice, from 0 to 1, in which the engine stood still
 * @param stolen share in which the hypervisor ran other machines
 */
record Disturbance(double paused, double stolen) {

  private static final double MOST = 0.1;

  /** Whether one of them is more than a tenth. */
  boolean isLarge() {
    return paused > MOST || stolen > MOST;
  }
}
