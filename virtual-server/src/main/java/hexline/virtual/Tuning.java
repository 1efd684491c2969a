package hexline.virtual;

/**
 * What makes the virtual server faster with this protocol, and belongs in no other program: a
 * request here takes a microsecond of work, so that parking a virtual thread and waking it is most
 * of its cost.
 */
final class Tuning {

  private static final int MAX_CARRIERS = 32_767; // most threads of a ForkJoinPool

  /**
   * Every eighth read is not preceded by a yield: if nothing has come, its thread parks at once.
   */
  private static final int YIELD_EXCEPT_EVERY = 8;

  private Tuning() {}

  // @start region=yield
  /**
   * Lets other virtual threads run before a client's next read. Often the client's next line has
   * arrived by then, and the read does not park, so that the poller need not wake it. A thread that
   * only yields stays runnable: were all clients busy, the poller's turn would come late. So every
   * eighth read does without.
   *
   * @param reads how often this client was read from
   */
  @SuppressWarnings("ThreadPriorityCheck") // the yield is for speed; nothing relies on it
  static void yieldBeforeRead(long reads) {
    if (reads % YIELD_EXCEPT_EVERY != 0) {
      Thread.yield();
    }
  }

  // @end region=yield

  /**
   * Sets the number of carriers, before the first virtual thread is made. With one carrier the
   * scheduler is an event loop: a request costs less and the longest waits grow.
   *
   * <p>The JDK's pollers find out which sockets have input, and make the threads runnable that wait
   * for it. By default they are virtual threads: a poller, too, needs a carrier, and with few
   * carriers one request that computes would keep every client's input unnoticed. So with a number
   * of carriers the pollers are platform threads.
   *
   * @param carriers 0 leaves the JDK's defaults: one per processor, pollers that are virtual
   *     threads
   * @throws IllegalArgumentException if it is negative or larger than the JDK allows
   */
  static void setCarriers(int carriers) {
    if (carriers < 0 || carriers > MAX_CARRIERS) {
      throw new IllegalArgumentException(
          "--carriers must be from 0 to " + MAX_CARRIERS + ": " + carriers);
    }
    if (carriers > 0) {
      System.setProperty("jdk.virtualThreadScheduler.parallelism", String.valueOf(carriers));
      System.setProperty("jdk.pollerMode", "1"); // pollers are platform threads
    }
  }
}
