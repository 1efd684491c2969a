package hexline.bench.load;

/** For which of the requests in flight the engine waits after it has stopped to send. */
public enum Drain {

  /**
   * For all. On connections that were never answered it waits, once no other request is in flight,
   * until nothing has come for a tenth of the patience.
   */
  ALL,

  /**
   * For those on connections that have been answered at least once since the engine was made. The
   * others stay in flight, so that many short measurements on a server that serves only some of its
   * clients take no time for the rest. After a drain of {@link #ALL} such a connection is one whose
   * client starves, not one whose first answer is late. An answer that comes between two
   * measurements is read when the load settles for the next one.
   */
  ANSWERED
}
