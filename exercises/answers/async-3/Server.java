import hexline.protocol.HexCodec;
import hexline.protocol.RejectionListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Exercise async-3: one frame deeper for each line. */
final class Server {

  private final AsynchronousSocketChannel channel;
  private final HexCodec codec = new HexCodec(() -> {}, RejectionListener.NONE); // a line a call
  private final ByteBuffer in = ByteBuffer.allocate(256 * 1024);
  private final ByteBuffer out = ByteBuffer.allocate(1024 * 1024);
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
        new Server(next.get()).serve(); // get() waits until a client has connected
      } catch (ExecutionException e) {
        // This client has left before it was accepted.
      }
    }
  }

  /** The client's conversation: a turn is read, answer, write; its completion starts the next. */
  private void serve() {
    read().thenCompose(this::answer).thenRun(this::next).exceptionally(this::fail);
  }

  private void next() {
    if (endOfInput) {
      close();
    } else {
      serve();
    }
  }

  private Void fail(Throwable failure) {
    System.err.println("a client is lost: " + failure);
    close();
    return null;
  }

  private CompletableFuture<Void> answer(int n) {
    endOfInput = n < 0;
    in.flip();
    return answerLines();
  }

  /** Answers one line after the other. */
  private CompletableFuture<Void> answerLines() {
    boolean more;
    CompletableFuture<Void> sent;
    do {
      more = codec.answer(in, out, endOfInput); // one line: see the codec's constructor
      sent = send(more);
    } while (more && sent.isDone() && !sent.isCompletedExceptionally());
    boolean isOver = !more;
    return sent.thenCompose(_ -> {
      if (!isOver) {
        return answerLines();
      }
      in.compact(); // keeps the beginning of the next line
      return CompletableFuture.completedFuture(null);
    });
  }

  /** Writes what is in the output buffer, when it is nearly full or nothing more comes. */
  private CompletableFuture<Void> send(boolean more) {
    if (more && out.remaining() >= HexCodec.MAX_ANSWER) {
      return CompletableFuture.completedFuture(null); // later
    }
    out.flip();
    return writeRest().thenRun(out::clear);
  }

  private CompletableFuture<Void> writeRest() {
    return out.hasRemaining()
        ? write().thenCompose(_ -> writeRest())
        : CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Integer> read() {
    var result = new CompletableFuture<Integer>();
    channel.read(in, result, COMPLETES);
    return result;
  }

  private CompletableFuture<Integer> write() {
    var result = new CompletableFuture<Integer>();
    channel.write(out, result, COMPLETES);
    return result;
  }

  private static final CompletionHandler<Integer, CompletableFuture<Integer>> COMPLETES =
      new CompletionHandler<>() {
        @Override
        public void completed(Integer n, CompletableFuture<Integer> future) {
          future.complete(n);
        }

        @Override
        public void failed(Throwable failure, CompletableFuture<Integer> future) {
          future.completeExceptionally(failure);
        }
      };

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
