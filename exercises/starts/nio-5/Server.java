import hexline.exercises.given.Database;
import hexline.protocol.HexCodec;
import hexline.protocol.RejectionListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Exercise nio-5: a call that blocks, on the loop. */
final class Server {

  private final SocketChannel channel;
  private final HexCodec codec = new HexCodec(Database::query, RejectionListener.NONE);
  private final ByteBuffer in = ByteBuffer.allocate(1536); // the longest line (1024 bytes) and more
  private final ByteBuffer out = ByteBuffer.allocate(64 * 1024); // room for all answers to it
  private boolean endOfInput;

  private Server(SocketChannel channel) {
    this.channel = channel;
  }

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    Selector selector = Selector.open();
    var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 1024);
    listener.configureBlocking(false); // a selector watches non-blocking channels only
    listener.register(selector, SelectionKey.OP_ACCEPT);
    while (true) { // one turn of the event loop
      selector.select(); // the only call that waits: for all clients at once
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isAcceptable()) {
          SocketChannel channel = listener.accept();
          channel.configureBlocking(false);
          channel.register(selector, SelectionKey.OP_READ, new Server(channel));
        } else {
          ((Server) key.attachment()).serve(key);
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private void serve(SelectionKey key) throws IOException {
    try {
      if (key.isReadable()) {
        endOfInput = channel.read(in) < 0;
        answer();
      }
      write(key);
    } catch (IOException e) {
      channel.close(); // the connection broke: this client is lost, the server is not
    }
  }

  /** Answers all lines in the buffer. Each number is looked up in the database, which takes long. */
  private void answer() {
    in.flip();
    out.clear();
    while (codec.answer(in, out, endOfInput)) { // one number after the other
    }
    in.compact(); // keeps the beginning of the next line
    out.flip();
  }

  private void write(SelectionKey key) throws IOException {
    channel.write(out); // what the send buffer has room for: all of it, or a part, or nothing
    if (out.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE); // and not OP_READ: no new answers before these
    } else if (endOfInput) {
      channel.close();
    } else {
      key.interestOps(SelectionKey.OP_READ);
    }
  }
}
