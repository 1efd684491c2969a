import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Exercise protocol-4: the line that does not end. */
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

  private static final int MAX_LINE = 1024; // bytes before the LF, its CR not counted
  private static final byte[] TOO_LONG =
      "Request payload must be at most 1024 bytes\n".getBytes(ISO_8859_1);

  private static void answerAll(InputStream in, OutputStream out) throws IOException {
    var bytes = new byte[4096];
    var line = new StringBuilder(); // what has come of the current line
    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
      for (int i = 0; i < n; i++) {
        if (bytes[i] == '\n') {
          out.write(length(line) > MAX_LINE ? TOO_LONG : answer(content(line)));
          line.setLength(0);
        } else {
          line.append((char) (bytes[i] & 0xff));
        }
      }
    }
    if (!line.isEmpty()) {
      out.write(length(line) > MAX_LINE ? TOO_LONG : answer(content(line)));
    }
  }

  /** The line without the CR that belongs to its end. */
  private static String content(StringBuilder line) {
    return line.substring(0, length(line));
  }

  private static int length(StringBuilder line) {
    int last = line.length() - 1;
    return last >= 0 && line.charAt(last) == '\r' ? last : last + 1;
  }

  private static final String SPACE = "[ \\t\\x0b\\f\\r]*";
  private static final Pattern INTEGER =
      Pattern.compile(SPACE + "([+-]?[0-9]+(?:_[0-9]+)*)" + SPACE);

  /** The answer to a line; a character stands for a byte. */
  private static byte[] answer(String line) {
    Matcher integer = INTEGER.matcher(line);
    if (!integer.matches()) {
      return "Request payload must be an integer\n".getBytes(ISO_8859_1);
    }
    var number = new BigInteger(integer.group(1).replace("_", ""));
    String sign = number.signum() < 0 ? "-" : "";
    return (sign + "0x" + number.abs().toString(16) + "\n").getBytes(ISO_8859_1);
  }
}
