package hexline.sync;

import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The first draft of chapter 1, the iterative server: one thread accepts a client, serves it until
 * it leaves, and accepts the next.
 *
 * <p>The four steps of every server stand here alone: accept, read, answer, write. What
 * {@link SyncServer} adds to them is listed in docs/what-a-draft-costs.md.
 */
public final class FirstDraft {

  // @start region=draft
  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 1024);
    var place = listener.socket().getLocalPort() + " (pid " + ProcessHandle.current().pid() + ")";
    System.out.println("first draft of sync-server listening on 127.0.0.1:" + place);
    while (true) {
      SocketChannel client = listener.accept(); // waits until a client connects
      serve(client); // the next client is accepted when this one has left
    }
  }

  private static void serve(SocketChannel client) {
    try (client) { // closes the connection at the end, whatever happens
      var codec = new HexCodec(); // knows the protocol: request lines in, answer lines out
      var in = ByteBuffer.allocate(1536); // the longest line (1024 bytes) and more

      // The answer grows most for an empty line: 1 byte becomes 35. So out has room for the answers
      // to all bytes in the buffer in. MAX_ANSWER more, because the codec asks for that much room
      // before each line. What codec.answer returns (more lines?) need not be looked at, then.
      var out = ByteBuffer.allocate(35 * in.capacity() + HexCodec.MAX_ANSWER);

      for (int n = 0; n >= 0; in.compact()) { // compact() keeps the beginning of the next line
        n = client.read(in); // waits until the client sends; -1: it has sent its last
        codec.answer(in.flip(), out.clear(), n < 0); // all complete lines; there may be none
        // A channel may write a part only. A stream writes all, and waits until there is room.
        client.socket().getOutputStream().write(out.array(), 0, out.position());
      }
    } catch (IOException e) {
      // The connection broke: this client is lost, the server is not.
    }
  }
  // @end region=draft
}
