package hexline.nio;

import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;

/**
 * The step between chapters 2 and 3: one thread serves all clients, because none of its calls
 * waits. A non-blocking {@code accept} returns null when nobody has connected, and a non-blocking
 * {@code read} returns 0 when nothing has arrived. So the thread asks all clients in turn, again
 * and again, and uses a whole processor while nobody sends anything.
 *
 * <p>{@link FirstDraft} differs in how it learns which client to serve: it waits in {@code select}.
 * The cases of the kit that this draft fails are listed in docs/what-a-draft-costs.md.
 */
public final class PollingDraft {

  private final SocketChannel channel;
  private final HexCodec codec = new HexCodec(); // knows the protocol: lines in, answers out
  private final ByteBuffer in = ByteBuffer.allocate(1536); // the longest line (1024 bytes) and more

  // The answer grows most for an empty line: 1 byte becomes 35. So out has room for the answers
  // to everything that fits in, and what codec.answer returns need not be looked at.
  private final ByteBuffer out = ByteBuffer.allocate(35 * in.capacity() + HexCodec.MAX_ANSWER);
  private boolean endOfInput;

  private PollingDraft(SocketChannel channel) {
    this.channel = channel;
    out.flip(); // no answer yet
  }

  // @start region=loop
  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 1024);
    listener.configureBlocking(false); // from now on accept returns null instead of waiting
    var place = listener.socket().getLocalPort() + " (pid " + ProcessHandle.current().pid() + ")";
    System.out.println("polling draft listening on 127.0.0.1:" + place);
    var clients = new ArrayList<PollingDraft>();
    while (true) { // one turn: everybody is asked, and nothing waits
      SocketChannel channel = listener.accept();
      if (channel != null) {
        channel.configureBlocking(false); // from now on read returns 0 instead of waiting
        clients.add(new PollingDraft(channel));
      }
      for (PollingDraft client : clients) {
        client.serve();
      }
      clients.removeIf(client -> !client.channel.isOpen());
    }
  }

  /** Does what can be done for this client without waiting; most often, that is nothing. */
  private void serve() throws IOException {
    try {
      if (!out.hasRemaining()) { // no new answers before the old ones have left
        endOfInput = channel.read(in) < 0; // 0: nothing has arrived; -1: it has sent its last
        codec.answer(in.flip(), out.clear(), endOfInput); // all complete lines; maybe none
        in.compact(); // keeps the beginning of the next line
        out.flip();
      }
      channel.write(out); // what the send buffer has room for: all of it, or a part, or nothing
      if (endOfInput && !out.hasRemaining()) {
        channel.close();
      }
    } catch (IOException e) {
      channel.close(); // the connection broke: this client is lost, the server is not
    }
  }
  // @end region=loop
}
