import java.io.IOException;

/** Exercise threaded-5: write the server yourself. */
final class Server {

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    // Listen on 127.0.0.1 and the port.
    // Accept a client, give it a thread, accept the next one.
    // Serve at most 100 clients. One more gets the line "Too many connections" and FIN.
    // A hexline.protocol.HexCodec for each client knows the protocol.
  }
}
