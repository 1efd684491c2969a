import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/** Exercise threaded-5: write the server yourself. */
final class Server {

  private static final Semaphore PLACES = new Semaphore(100);

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    try (var listener = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket client = listener.accept();
        boolean hasPlace = PLACES.tryAcquire();
        Thread.ofPlatform()
            .start(() -> {
              if (hasPlace) {
                serve(client);
                PLACES.release();
              } else {
                refuse(client);
              }
            });
      }
    }
  }

  /**
   * FIN first, then the client's bytes up to its FIN: to close a socket that has unread bytes sends a
   * reset, and a reset may destroy the line.
   */
  private static void refuse(Socket client) {
    try (client) {
      client.setSoTimeout(1000);
      client.getOutputStream().write("Too many connections\n".getBytes(ISO_8859_1));
      client.shutdownOutput();
      client.getInputStream().skipNBytes(Long.MAX_VALUE);
    } catch (IOException e) {
      // It has left, or it has not in this time.
    }
  }

  private static void serve(Socket client) {
    try (client) {
      var codec = new HexCodec(); // knows the protocol: request lines in, answer lines out
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
