package hexline.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * The server that many articles begin with, and this project as well: what one {@code read} returns
 * is taken for one message. It works when a person types, and it is wrong: TCP is a stream of bytes
 * and may deliver half a line, or ten lines at once (R1 in PROTOCOL.md).
 *
 * <p>Its second mistake: bytes that are no UTF-8 end the whole server, not only their sender's
 * connection, and so does a client that resets its connection (R9).
 */
public final class ArticleDraft {

  public static void main(String[] args) throws IOException {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    var listener = new ServerSocket();
    listener.bind(new InetSocketAddress("127.0.0.1", port));
    var place = listener.getLocalPort() + " (pid " + ProcessHandle.current().pid() + ")";
    System.out.println("the article's server listening on 127.0.0.1:" + place);
    while (true) {
      try (Socket client = listener.accept()) {
        serve(client);
      }
    }
  }

  // @start region=article
  private static void serve(Socket client) throws IOException {
    var message = new byte[1024];
    for (int n; (n = client.getInputStream().read(message)) >= 0; ) {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(message, 0, n)).toString();
      client.getOutputStream().write((answer(text) + "\n").getBytes(UTF_8));
    }
  }

  private static String answer(String text) {
    try {
      var number = new BigInteger(text.strip());
      return (number.signum() < 0 ? "-0x" : "0x") + number.abs().toString(16);
    } catch (NumberFormatException e) {
      return "Request payload must be an integer";
    }
  }
  // @end region=article
}
