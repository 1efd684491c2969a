package hexline.ask;

import java.time.Duration;

/**
 * What each client does.
 *
 * @param lines requests; with a time to stay and no pipeline, none is sent
 * @param pipelined whether all are sent before an answer is read
 * @param stay how long it stays without sending, or, pipelined, without reading
 */
record Plan(int lines, boolean pipelined, Duration stay) {

  boolean isSilent() {
    return !pipelined && stay.isPositive();
  }
}
