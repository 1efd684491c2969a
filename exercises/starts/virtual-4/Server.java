import hexline.exercises.given.Computation;
import hexline.protocol.HexCodec;
import hexline.protocol.RejectionListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Exercise virtual-4: no time slice. */
final class Server {

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    try (var listener = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    }
  }

  /** For each number: uses a processor until it is done. */
  private static void compute() {
    Computation.run();
  }

  private static void serve(Socket client) {
    try (client) {
      converse(client);
    } catch (IOException | RuntimeException e) {
      System.err.println("a client is lost: " + e);
    }
  }

  private static void converse(Socket client) throws IOException {
    var codec = new HexCodec(Server::compute, RejectionListener.NONE);
    var in = ByteBuffer.allocate(1536); // the longest line (1024 bytes) and more
    var out = ByteBuffer.allocate(64 * 1024); // room for the answers to all of it
    for (int n = 0; n >= 0; in.compact()) { // compact() keeps the beginning of the next line
      n = client.getInputStream().read(in.array(), in.position(), in.remaining());
      in.position(in.position() + Math.max(n, 0));
      in.flip();
      boolean more;
      do { // one number after the other
        more = codec.answer(in, out.clear(), n < 0);
        client.getOutputStream().write(out.array(), 0, out.position());
      } while (more);
    }
  }
}
