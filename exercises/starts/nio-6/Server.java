import java.io.IOException;

/** Exercise nio-6: write the server yourself. */
final class Server {

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    // Open a selector, and register a non-blocking listener for OP_ACCEPT.
    // In each turn: select; for each selected key accept, or read, answer and write what fits.
    // What a client's key is interested in says what it waits for.
    // A hexline.protocol.HexCodec for each client knows the protocol.
  }
}
