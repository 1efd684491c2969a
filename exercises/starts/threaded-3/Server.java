import hexline.exercises.given.Database;
import hexline.protocol.HexCodec;
import hexline.protocol.RejectionListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Exercise threaded-3: the exception that nobody sees. */
final class Server {

  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    try (var listener = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket client = listener.accept();
        THREADS.submit(() -> serve(client));
      }
    }
  }

  private static void serve(Socket client) {
    try {
      converse(client);
      client.close();
    } catch (IOException e) {
      // The connection broke: this client is lost, the server is not.
    }
  }

  private static void converse(Socket client) throws IOException {
    // Each number is looked up in the database, which may be down: see Database.query().
    var codec = new HexCodec(Database::query, RejectionListener.NONE);
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
