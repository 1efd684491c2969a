import hexline.exercises.given.Database;
import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Exercise async-4: the thread that completes. */
final class Server {

  private static final Executor BLOCKING = Executors.newVirtualThreadPerTaskExecutor();

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

  /** Asks the database, and stores that it has been asked. */
  private CompletableFuture<Void> answer(int n) {
    endOfInput = n < 0;
    return Database.queryAsync().thenRunAsync(Database::store, BLOCKING).thenCompose(_ -> reply());
  }

  private CompletableFuture<Void> reply() {
    codec.answer(in.flip(), out.clear(), endOfInput);
    in.compact(); // keeps the beginning of the next line
    out.flip();
    return writeRest();
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
