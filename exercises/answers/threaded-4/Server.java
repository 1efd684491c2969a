import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Exercise threaded-4: one codec for all. */
final class Server {

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    try (var listener = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress())) {
      while (true) {
        var codec = new HexCodec(); // knows the protocol: request lines in, answer lines out
        Socket client = listener.accept();
        Thread.ofPlatform().start(() -> serve(client, codec));
      }
    }
  }

  private static void serve(Socket client, HexCodec codec) {
    try (client) {
      var in = ByteBuffer.allocate(1536); // the longest line (1024 bytes) and more
      var out = ByteBuffer.allocate(64 * 1024); // room for the answers to all of it
      for (int n = 0; n >= 0; in.compact()) { // compact() keeps the beginning of the next line
        n = client.getInputStream().read(in.array(), in.position(), in.remaining());
        in.position(in.position() + Math.max(n, 0));
        codec.answer(in.flip(), out.clear(), n < 0);
        client.getOutputStream().write(out.array(), 0, out.position());
      }
    } catch (IOException e) {
      // The connection broke: this client is lost, the server is not.
    }
  }
}
