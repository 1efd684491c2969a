import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final int MAX_LINE = 1024;
    private static final byte[] NOT_AN_INTEGER =
        "Request payload must be an integer\n".getBytes(ISO_8859_1);
    private static final byte[] TOO_LONG =
        "Request payload must be at most 1024 bytes\n".getBytes(ISO_8859_1);
    private static final String SPACE = "[ \\t\\x0b\\f\\r]*";
    private static final Pattern INTEGER =
        Pattern.compile(SPACE + "([+-]?[0-9]+(?:_[0-9]+)*)" + SPACE);

    private boolean discarding; // the rest of a line that has been answered as too long

    /**
     * Takes the complete lines out of a buffer, and puts their answers into another one.
     *
     * @param in bytes that have arrived, between position and limit; what is left in it comes again,
     *     with more bytes behind it
     * @param out has room for all answers
     * @param endOfInput whether no more bytes will come
     */
    void answer(ByteBuffer in, ByteBuffer out, boolean endOfInput) {
      while (in.hasRemaining()) {
        int start = in.position();
        int lf = start;
        while (lf < in.limit() && in.get(lf) != '\n') {
          lf++;
        }
        boolean hasLf = lf < in.limit();
        int end = lf > start && in.get(lf - 1) == '\r' ? lf - 1 : lf; // without its CR
        if (discarding) {
          discarding = !hasLf;
        } else if (end - start > MAX_LINE) {
          out.put(TOO_LONG); // at once, also if its LF has not arrived
          discarding = !hasLf;
        } else if (hasLf || endOfInput) {
          out.put(answerTo(in, start, end));
        } else {
          return; // the rest of the line is on its way
        }
        in.position(hasLf ? lf + 1 : lf);
      }
    }

    private static byte[] answerTo(ByteBuffer in, int start, int end) {
      Matcher integer = INTEGER.matcher(new String(in.array(), start, end - start, ISO_8859_1));
      if (!integer.matches()) {
        return NOT_AN_INTEGER;
      }
      var number = new BigInteger(integer.group(1).replace("_", ""));
      String sign = number.signum() < 0 ? "-" : "";
      return (sign + "0x" + number.abs().toString(16) + "\n").getBytes(ISO_8859_1);
    }
  }
}
