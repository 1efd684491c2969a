package hexline.server.blocking;

import hexline.protocol.HexCodec;
import java.nio.ByteBuffer;

/**
 * The buffers of a connection that waits with a buffer in its hand: 1.5 KiB. They double while reads
 * fill them, up to 16 KiB of input and 32 KiB of answers, and are halved by each read that brings
 * little. A client that falls silent right after much keeps what it has: nobody sees it coming, and to
 * shrink before every wait would make each turn of a client that pipelines dearer.
 */
public final class Buffers {

  private static final int SMALLEST = 512;
  private static final int LARGEST = 16 * 1024;

  private ByteBuffer in = ByteBuffer.allocate(SMALLEST).limit(0);
  private ByteBuffer out = ByteBuffer.allocate(Math.max(2 * SMALLEST, HexCodec.MAX_ANSWER));

  /** Input, between position and limit, but for the time between {@link #makeRoom} and a flip. */
  public ByteBuffer in() {
    return in;
  }

  /** Room for answers, twice that for input: an answer is seldom longer than its request. */
  public ByteBuffer out() {
    return out;
  }

  /** Prepares the input for a read, behind the part of a line that may be left in it. */
  public ByteBuffer makeRoom() {
    int size = in.capacity();
    if (in.limit() == size && size < LARGEST) {
      size *= 2;
    } else if (in.limit() < size / 8 && size > SMALLEST) {
      size /= 2;
    }
    if (size == in.capacity()) {
      return in.compact();
    }
    out = ByteBuffer.allocate(2 * size);
    in = ByteBuffer.allocate(size).put(in);
    return in;
  }
}
