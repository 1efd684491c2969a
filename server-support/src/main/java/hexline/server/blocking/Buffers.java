package hexline.server.blocking;

import hexline.protocol.HexCodec;
import hexline.server.guard.MemoryBudget;
import java.nio.ByteBuffer;

/**
 * Read and write buffers of a connection that holds them while it waits: 1.5 KiB when idle. They
 * double while reads fill them, up to 16 KiB of input and 32 KiB of answers, unless memory is
 * scarce (R15); a read that brings little halves them. A client that falls silent right after it
 * has sent much keeps its large buffers: the last read does not tell that no other follows, and to
 * shrink before every wait would make each turn of a client that pipelines slower.
 */
public final class Buffers {

  private static final int SMALLEST = 512;
  private static final int LARGEST = 16 * 1024;

  private final MemoryBudget budget;
  private int held; // of the budget, in bytes
  private ByteBuffer in = ByteBuffer.allocate(SMALLEST).limit(0);
  private ByteBuffer out = ByteBuffer.allocate(HexCodec.MAX_ANSWER);

  /** Smallest buffers, which grow within this budget. */
  public Buffers(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Input, between position and limit, except between {@link #makeRoom} and a flip. */
  public ByteBuffer in() {
    return in;
  }

  /**
   * Room for answers, twice that for input: the answer to a number is at most twice as long as its
   * line.
   */
  public ByteBuffer out() {
    return out;
  }

  /** Prepares the input for a read, behind the part of a line that may be left in it. */
  public ByteBuffer makeRoom() {
    int size = in.capacity();
    boolean holdsOnePart = in.remaining() == size; // of a line, which needs more room to go on
    if (in.limit() == size && size < LARGEST && (holdsOnePart || !budget.isScarce())) {
      size *= 2;
    } else if (in.limit() < size / 8 && size > SMALLEST) {
      size /= 2;
    }
    if (size == in.capacity()) {
      return in.compact();
    }
    resize(size);
    return in;
  }

  private synchronized void resize(int size) {
    int before = in.capacity();
    ByteBuffer resized = ByteBuffer.allocate(size);
    out = ByteBuffer.allocate(2 * size);
    in = resized.put(in);
    budget.hold(3 * (size - before));
    held += 3 * (size - before);
  }

  /** Gives the memory back to the budget. Thread-safe; further calls change nothing. */
  public synchronized void release() {
    budget.hold(-held);
    held = 0;
  }
}
