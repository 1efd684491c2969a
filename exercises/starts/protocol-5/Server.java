import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Exercise protocol-5: write the codec yourself. */
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

  private static void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true); // small answers leave at once
      answerAll(client.getInputStream(), client.getOutputStream());
    } catch (IOException e) {
      // The connection broke: this client is lost, the server is not.
    }
  }

  private static void answerAll(InputStream input, OutputStream output) throws IOException {
    var codec = new Codec();
    var in = ByteBuffer.allocate(1536); // the longest line (1024 bytes), its CR LF, and more
    var out = ByteBuffer.allocate(64 * 1024); // room for the answers to all of it
    for (int n = 0; n >= 0; in.compact()) { // compact() keeps what the codec has left in it
      n = input.read(in.array(), in.position(), in.remaining());
      in.position(in.position() + Math.max(n, 0));
      codec.answer(in.flip(), out.clear(), n < 0);
      output.write(out.array(), 0, out.position());
    }
  }

  /** The protocol as bytes: rules R1 to R7 of PROTOCOL.md. Each connection has its own codec. */
  private static final class Codec {

    /**
     * Takes the complete lines out of a buffer, and puts their answers into another one.
     *
     * @param in bytes that have arrived, between position and limit; what is left in it comes again,
     *     with more bytes behind it
     * @param out has room for all answers
     * @param endOfInput whether no more bytes will come
     */
    void answer(ByteBuffer in, ByteBuffer out, boolean endOfInput) {
      in.position(in.limit()); // takes all bytes, and answers none
    }
  }
}
