package hexline.theatre.watch;

import hexline.theatre.agent.Step;

/**
 * Something that a thread has done. Times are nanoseconds, at first of the recorder's clock.
 *
 * @param thread whose calls nest: a Java thread, or a kernel thread
 * @param isVirtual whether it is a virtual thread, whose kernel thread may change at each wait
 * @param kernelAtBegin the kernel thread; 0 if it is not known
 * @param kernelAtEnd as kernelAtBegin
 * @param port of the client's end of the connection; 0 if it is not known
 * @param bytes negative if there are none
 * @param failed whether it has ended by an exception
 */
public record Seen(
    Step step,
    long from,
    long to,
    long thread,
    boolean isVirtual,
    long kernelAtBegin,
    long kernelAtEnd,
    int port,
    long bytes,
    boolean failed) {

  /** The same on another clock. */
  public Seen shifted(long nanos) {
    return new Seen(
        step,
        from + nanos,
        to + nanos,
        thread,
        isVirtual,
        kernelAtBegin,
        kernelAtEnd,
        port,
        bytes,
        failed);
  }

  /** The same on another thread. */
  public Seen withThread(long other) {
    return new Seen(
        step, from, to, other, isVirtual, kernelAtBegin, kernelAtEnd, port, bytes, failed);
  }

  /** The same with a number of bytes. */
  public Seen withBytes(long number) {
    return new Seen(
        step, from, to, thread, isVirtual, kernelAtBegin, kernelAtEnd, port, number, failed);
  }
}
