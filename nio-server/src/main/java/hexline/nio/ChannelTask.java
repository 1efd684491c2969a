package hexline.nio;

import java.io.IOException;

/** What an event loop runs for one of its channels. All methods are called on the loop's thread. */
interface ChannelTask {

  /**
   * The channel is ready, or the task was queued. Must not wait.
   *
   * @throws IOException if the channel has failed; {@link #fail} is called then, and for any other
   *     exception or error
   */
  void run() throws IOException;

  /**
   * Ends a client's channel because of a failure, and no other (R9); a listener pauses. Throws
   * nothing.
   */
  void fail(Throwable failure);

  /**
   * Called at every tick of the loop: ends the channel if its deadline had passed at this time, of
   * {@link System#nanoTime}. Since then the loop has asked the selector for all its channels.
   */
  void checkTime(long askedAt);
}
