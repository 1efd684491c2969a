package hexline.nio;

import hexline.protocol.HexCodec;
import hexline.server.ServerConfig;
import hexline.server.guard.MemoryBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * One set of buffers for all clients of a loop: only one client is served at a time, and an idle
 * client holds no buffer. There are two buffers for each direction, because the codec works on
 * arrays, and the JDK copies an array into a direct buffer before each system call.
 *
 * <p>The answers of the clients that had their turn are collected, and written at the end of the
 * loop's turn; earlier if the output is full, and at once if the work takes time. So a program on
 * the other side that holds many of these connections is woken once for many answers, and not for
 * each. (Redis writes its replies at such a moment, too.) Answers that a worker has made do not
 * pass through the output.
 */
final class SharedBuffers {

  private static final int INPUT = 16 * 1024; // from one client per turn; R10 allows 64 KiB
  private static final int OUTPUT = 4 * ServerConfig.MAX_TURN; // for all clients of a turn
  private static final int SCARCE_INPUT = 512; // while memory is scarce (R15)

  private final MemoryBudget budget;
  private final boolean answersLeaveAtOnce;
  private final ByteBuffer received = ByteBuffer.allocateDirect(INPUT);
  private final ByteBuffer input = ByteBuffer.allocate(INPUT + HexCodec.MAX_PARTIAL);
  private final ByteBuffer output = ByteBuffer.allocate(OUTPUT);
  private final ByteBuffer toSend = ByteBuffer.allocateDirect(OUTPUT);
  private final List<NioConnection> answered = new ArrayList<>();

  SharedBuffers(NioParts server) {
    this.budget = server.budget();
    this.answersLeaveAtOnce = server.work().takesTime();
  }

  /** Most bytes of answers of one client per turn (R8). Thread-safe. */
  int answerRoom() {
    return budget.isScarce() ? HexCodec.MAX_ANSWER : ServerConfig.MAX_TURN;
  }

  /** Reads what a client has sent, without waiting; negative at the end of input. */
  int read(SocketChannel channel) throws IOException {
    received.clear();
    if (budget.isScarce()) {
      received.limit(SCARCE_INPUT);
    }
    return channel.read(received);
  }

  /** What was read, behind what was left over from the client's last turn. */
  ByteBuffer input(ByteBuffer leftOver) {
    return input.clear().put(leftOver).put(received.flip()).flip();
  }

  /** Room for one client's answers, behind those of the clients before it. */
  ByteBuffer output() {
    if (output.capacity() - output.position() < ServerConfig.MAX_TURN) {
      flush();
    }
    return output.limit(output.position() + answerRoom());
  }

  /** Notes that a client's answers are in the output. */
  void answered(NioConnection connection) {
    answered.add(connection);
    if (answersLeaveAtOnce) {
      flush();
    }
  }

  /** Writes the answers of all clients that had their turn. */
  void flush() {
    if (answered.isEmpty() && output.position() == 0) {
      return; // output without a client is from one that has failed; it is dropped below
    }
    toSend.clear().put(output.flip());
    for (NioConnection connection : answered) {
      try {
        connection.writeAnswers(toSend);
      } catch (Throwable e) {
        connection.fail(e);
      }
    }
    answered.clear();
    output.clear();
  }
}
