import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/** Exercise nio-4: the client that never reads. */
final class Server {

  private final SocketChannel channel;
  private final HexCodec codec = new HexCodec(); // knows the protocol: lines in, answers out
  private final ByteBuffer in = ByteBuffer.allocate(1536); // the longest line (1024 bytes) and more
  private final ByteBuffer out = ByteBuffer.allocate(64 * 1024); // room for all answers to it
  private final Queue<ByteBuffer> pending = new ArrayDeque<>(); // answers that wait for room
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
        codec.answer(in.flip(), out.clear(), endOfInput); // all complete lines; maybe none
        in.compact(); // keeps the beginning of the next line
        pending.add(ByteBuffer.allocate(out.position()).put(out.flip()).flip());
      }
      while (!pending.isEmpty()) {
        channel.write(pending.peek());
        if (pending.peek().hasRemaining()) { // the send buffer is full: the rest waits for room
          key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
          return;
        }
        pending.remove();
      }
      if (endOfInput) {
        channel.close();
      } else {
        key.interestOps(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      channel.close(); // the connection broke: this client is lost, the server is not
    }
  }
}
