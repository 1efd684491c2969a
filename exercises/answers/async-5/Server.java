import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Exercise async-5: write the server yourself. */
final class Server implements CompletionHandler<Integer, IntConsumer> {

  private final AsynchronousSocketChannel channel;
  private final HexCodec codec = new HexCodec(); // knows the protocol: lines in, answers out
  private final ByteBuffer in = ByteBuffer.allocate(1536); // the longest line (1024 bytes) and more
  private final ByteBuffer out = ByteBuffer.allocate(64 * 1024); // room for all answers to it
  private boolean endOfInput;

  private Server(AsynchronousSocketChannel channel) {
    this.channel = channel;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    var listener = AsynchronousServerSocketChannel.open();
    listener.bind(new InetSocketAddress("127.0.0.1", port), 1024);
    while (true) {
      Future<AsynchronousSocketChannel> next = listener.accept(); // returns at once
      try {
        new Server(next.get()).read(); // get() waits until a client has connected
      } catch (ExecutionException e) {
        // This client has left before it was accepted.
      }
    }
  }

  private void read() {
    channel.read(in, this::answer, this); // the attachment is the next step: see completed
  }

  private void answer(int n) { // bytes that were read, or -1: the client has sent its last
    endOfInput = n < 0;
    codec.answer(in.flip(), out.clear(), endOfInput); // all complete lines; there may be none
    in.compact(); // keeps the beginning of the next line
    out.flip();
    write();
  }

  private void write() {
    if (out.hasRemaining()) {
      channel.write(out, _ -> write(), this); // it may be complete with a part: then the rest
    } else if (endOfInput) {
      close();
    } else {
      read(); // and not before: no new answers before these have left
    }
  }

  /** An operation is complete: called by a thread of the JDK. */
  @Override
  public void completed(Integer n, IntConsumer next) {
    next.accept(n);
  }

  /** The connection broke: this client is lost, the server is not. */
  @Override
  public void failed(Throwable failure, IntConsumer next) {
    close();
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
