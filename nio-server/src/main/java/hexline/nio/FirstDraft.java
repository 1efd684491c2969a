package hexline.nio;

import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The first draft of chapter 3, the reactor: one thread asks the kernel which clients are ready,
 * and does for each of them what can be done without waiting.
 *
 * <p>A non-blocking {@code read} returns 0 when nothing has arrived, so one thread could ask all
 * clients in turn, again and again, and use a whole processor for it. {@link Selector#select}
 * sleeps instead until a channel is ready for what its <i>interest ops</i> name:
 *
 * <ul>
 *   <li>{@code OP_ACCEPT}: a client has connected, {@code accept} will find it;
 *   <li>{@code OP_READ}: bytes or the end of input have arrived, {@code read} will find them;
 *   <li>{@code OP_WRITE}: the kernel's send buffer has room. It nearly always has, so a channel
 *       that names {@code OP_WRITE} without need wakes the selector at once, again and again.
 * </ul>
 *
 * <p>An object of this class is what the server remembers about one client from one call to the
 * next. What {@link NioServer} adds is listed in docs/what-a-draft-costs.md.
 */
// @start region=draft
public final class FirstDraft {

  private final SocketChannel channel;
  private final HexCodec codec = new HexCodec(); // knows the protocol: lines in, answers out
  private final ByteBuffer in = ByteBuffer.allocate(1536); // the longest line (1024 bytes) and more

  // The answer grows most for an empty line: 1 byte becomes 35. So out has room for the answers
  // to everything that fits in, and what codec.answer returns need not be looked at.
  private final ByteBuffer out = ByteBuffer.allocate(35 * in.capacity() + HexCodec.MAX_ANSWER);
  private boolean endOfInput;

  private FirstDraft(SocketChannel channel) {
    this.channel = channel;
  }

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    Selector selector = Selector.open();
    var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 1024);
    listener.configureBlocking(false); // a selector watches non-blocking channels only
    listener.register(selector, SelectionKey.OP_ACCEPT);
    var place = listener.socket().getLocalPort() + " (pid " + ProcessHandle.current().pid() + ")";
    System.out.println("first draft of nio-server listening on 127.0.0.1:" + place);
    while (true) { // one turn of the event loop
      selector.select(); // the only call that waits: for all clients at once
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isAcceptable()) {
          accept(listener, selector);
        } else {
          ((FirstDraft) key.attachment()).serve(key);
        }
      }
      selector.selectedKeys().clear(); // the selector adds keys and never removes one
    }
  }

  private static void accept(ServerSocketChannel listener, Selector selector) throws IOException {
    SocketChannel channel = listener.accept();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, new FirstDraft(channel));
  }

  private void serve(SelectionKey key) throws IOException {
    try {
      if (key.isReadable()) {
        endOfInput = channel.read(in) < 0;
        codec.answer(in.flip(), out.clear(), endOfInput); // all complete lines; maybe none
        in.compact(); // keeps the beginning of the next line
        out.flip();
      }
      channel.write(out); // what the send buffer has room for: all of it, or a part, or nothing
      if (out.hasRemaining()) {
        key.interestOps(SelectionKey.OP_WRITE); // and not OP_READ: no new answers before these
      } else if (endOfInput) {
        channel.close(); // which takes the channel from the selector, too
      } else {
        key.interestOps(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      channel.close(); // the connection broke: this client is lost, the server is not
    }
  }
}

// @end region=draft
