package hexline.nio;

import hexline.server.guard.MemoryBudget;
import java.nio.ByteBuffer;

/**
 * What a connection keeps between its turns: input that is not answered, and answers that are not
 * written. The buffers of the loop are used by the next client, so what is kept is copied out of
 * them. An idle connection keeps nothing. Counted in the server's {@link MemoryBudget}.
 */
final class KeptBytes {

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final MemoryBudget budget;
  private ByteBuffer unanswered = NONE;
  private ByteBuffer pending = NONE;

  KeptBytes(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Input: a part of a line, or lines for the next turn. */
  ByteBuffer unanswered() {
    return unanswered;
  }

  /** Answers that the client has not accepted yet. */
  ByteBuffer pending() {
    return pending;
  }

  /** Keeps what is left of this input. */
  void keepUnanswered(ByteBuffer in) {
    int before = unanswered.capacity();
    unanswered = keep(in, unanswered);
    budget.hold(unanswered.capacity() - before);
  }

  /** Keeps what is left of these answers. */
  void keepPending(ByteBuffer answers) {
    int before = pending.capacity();
    pending = keep(answers, pending);
    budget.hold(pending.capacity() - before);
  }

  /** Keeps nothing any more. */
  void clear() {
    keepUnanswered(NONE);
    keepPending(NONE);
  }

  /** A copy, unless the bytes are kept already and are most of their buffer. */
  @SuppressWarnings("ReferenceEquality") // whether it is the same buffer
  private static ByteBuffer keep(ByteBuffer bytes, ByteBuffer kept) {
    if (!bytes.hasRemaining()) {
      return NONE;
    }
    if (bytes == kept && bytes.remaining() > bytes.capacity() / 2) {
      return kept;
    }
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }
}
