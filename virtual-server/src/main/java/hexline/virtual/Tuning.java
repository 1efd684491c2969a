package hexline.virtual;

/**
 * What makes the virtual server faster with this protocol, and belongs into no other program: a
 * request here takes a microsecond of work, so that parking a virtual thread and waking it is most of
 * its cost.
 */
final class Tuning {

  private static final int MAX_CARRIERS = 32_767; // most threads of a ForkJoinPool

  /** Every eighth read parks if nothing has come, so that a busy client releases its carrier. */
  private static final int READS_WITHOUT_PARKING = 8;

  private Tuning() {}

  /**
   * Lets other virtual threads run before a client's next read. Often the client's next line has
   * arrived by then, and the read neither parks nor has to be woken by the poller.
   *
   * @param reads how often this client was read from
   */
  @SuppressWarnings("ThreadPriorityCheck") // the yield is for speed; nothing relies on it
  static void yieldBeforeRead(long reads) {
    if (reads % READS_WITHOUT_PARKING != 0) {
      Thread.yield();
    }
  }

  /**
   * Sets the number of carriers, before the first virtual thread is made. With one carrier the
   * scheduler is an event loop: a request costs less and the longest waits grow.
   *
   * @param carriers 0 leaves the JDK's default, one per processor
   * @throws IllegalArgumentException if it is negative or larger than the JDK allows
   */
  static void setCarriers(int carriers) {
    if (carriers < 0 || carriers > MAX_CARRIERS) {
      throw new IllegalArgumentException(
          "--carriers must be from 0 to " + MAX_CARRIERS + ": " + carriers);
    }
    if (carriers > 0) {
      System.setProperty("jdk.virtualThreadScheduler.parallelism", String.valueOf(carriers));
      System.setProperty("jdk.pollerMode", "1"); // the poller is a platform thread of its own
    }
  }
}
