import java.io.IOException;

/** Exercise async-5: write the server yourself. */
final class Server {

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    // Open an AsynchronousServerSocketChannel on 127.0.0.1 and the port, and accept.
    // For each client start a read. Its completion answers and starts a write; the completion of
    // the last write starts the next read. Nothing but main waits.
    // A hexline.protocol.HexCodec for each client knows the protocol.
  }
}
