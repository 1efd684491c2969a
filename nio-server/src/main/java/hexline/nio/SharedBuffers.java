package hexline.nio;

import hexline.protocol.HexCodec;
import hexline.server.ServerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * One set of buffers for all clients of a loop: nobody else runs while a client has its turn, and an
 * idle client holds nothing. The kernel wants direct buffers, the codec arrays, so there are two for
 * each direction.
 */
final class SharedBuffers {

  private static final int INPUT = 16 * 1024; // taken from one client per turn
  private static final int OUTPUT = 4 * ServerConfig.MAX_TURN; // for all clients of a turn

  private final ByteBuffer received = ByteBuffer.allocateDirect(INPUT);
  private final ByteBuffer input = ByteBuffer.allocate(INPUT + HexCodec.MAX_PARTIAL);
  private final ByteBuffer output = ByteBuffer.allocate(OUTPUT);
  private final ByteBuffer sent = ByteBuffer.allocateDirect(OUTPUT);
  private final List<NioConnection> answered = new ArrayList<>();

  /** Reads what a client has sent, negative at the end of input. */
  int read(SocketChannel channel) throws IOException {
    return channel.read(received.clear());
  }

  /** What was read, behind what was left over from the client's last turn. */
  ByteBuffer input(ByteBuffer rest) {
    return input.clear().put(rest).put(received.flip()).flip();
  }

  /** Room for one client's answers, behind those of the clients before it. */
  ByteBuffer output() {
    if (output.capacity() - output.position() < ServerConfig.MAX_TURN) {
      flush();
    }
    return output.limit(output.position() + ServerConfig.MAX_TURN);
  }

  /** Notes that a client's answers are in the output. */
  void answered(NioConnection connection) {
    answered.add(connection);
  }

  /**
   * Sends the answers of all clients that had their turn. Redis does the same before it sleeps: the
   * other side is woken once and finds many answers, not once for each.
   */
  void flush() {
    sent.clear().put(output.flip());
    for (NioConnection connection : answered) {
      connection.write(sent);
    }
    answered.clear();
    output.clear();
  }
}
