package hexline.bench.load;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of an engine share: tables, one buffer to read into, and counters. Each use
 * of a buffer sets its position and limit first. Used by the engine's thread only.
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
  long receivedAt; // nanoTime of the last read
  long answered; // right answers of all connections so far

  EngineState(InetSocketAddress server, RequestTable table) {
    this.server = server;
    this.requests = table.requests();
    this.answers = table.answers();
    this.requestStarts = table.requestStarts();
    this.answerStarts = table.answerStarts();
  }
}
