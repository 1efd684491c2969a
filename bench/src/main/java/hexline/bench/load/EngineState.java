package hexline.bench.load;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of an engine share: tables, one buffer to read into, and what they count. The
 * buffers' positions are nobody's: whoever uses one sets them. Used by the engine's thread alone.
 */
final class EngineState {

  private static final int RECEIVE_BUFFER = 256 * 1024;

  final InetSocketAddress server;
  final ByteBuffer requests;
  final ByteBuffer answers;
  final int[] requestStarts;
  final int[] answerStarts;
  final ByteBuffer received = ByteBuffer.allocateDirect(RECEIVE_BUFFER);

  final Errors errors = new Errors();
  @Nullable Recorder recorder; // null: nothing is recorded
  long receivedAt; // when something was last read
  long answered; // right answers of all connections so far

  EngineState(InetSocketAddress server, RequestTable table) {
    this.server = server;
    this.requests = table.requests();
    this.answers = table.answers();
    this.requestStarts = table.requestStarts();
    this.answerStarts = table.answerStarts();
  }
}
