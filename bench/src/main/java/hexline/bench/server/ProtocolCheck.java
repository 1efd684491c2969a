package hexline.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hexline.bench.load.Quoted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A few requests over one connection, before a server is loaded: whether it speaks the protocol as
 * far as the loads use it. It finds a server that takes a read for a line, one that does not answer,
 * and one that listens for something else. It is no conformance test: it sends no wrong line, and
 * none that is longer than a number of three digits.
 */
public final class ProtocolCheck {

  /** Longest wait for the connection and for each answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A server that answers a part of a line does so within this time, or fails the next request. */
  private static final Duration SILENCE = Duration.ofMillis(50);

  private static final int MOST_QUOTED = 80; // bytes

  private final Socket socket;
  private final Duration patience;
  private boolean ended; // no byte can come any more

  private ProtocolCheck(Socket socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /** A deviation from the protocol, in words. */
  private static final class Deviation extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean isWrongAnswer;

    Deviation(String what, boolean isWrongAnswer) {
      super(what);
      this.isWrongAnswer = isWrongAnswer;
    }

    Deviation(String what) {
      this(what, false);
    }

    String words() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Checks a server. Takes less than a tenth of a second if the server is right, and one connection
   * at a time.
   *
   * @throws WrongAnswers if the server sends what is no answer to the requests
   * @throws IOException if it deviates from the protocol in another way; or if this process has no
   *     descriptor or port for the connection, which says nothing about the server
   */
  public static void check(MeasuredServer server) throws IOException {
    Optional<Deviation> found = deviation(server.address(), PATIENCE);
    if (found.isPresent()) {
      String words = server.spec().label() + ": " + found.get().words();
      throw found.get().isWrongAnswer ? new WrongAnswers(words) : new IOException(words);
    }
  }

  /** What is wrong with a server, in words without its name; absent if nothing is. */
  static Optional<String> failure(InetSocketAddress server, Duration patience) throws IOException {
    return deviation(server, patience).map(Deviation::words);
  }

  private static Optional<Deviation> deviation(InetSocketAddress server, Duration patience)
      throws IOException {
    try (var socket = new Socket()) {
      socket.setTcpNoDelay(true); // which creates the socket: what fails here is not the server's
      try {
        socket.connect(server, Math.toIntExact(patience.toMillis()));
      } catch (BindException e) { // no free port on this side
        throw e;
      } catch (IOException e) {
        return Optional.of(new Deviation("it takes no connection: " + e.getMessage()));
      }
      new ProtocolCheck(socket, patience).session();
      return Optional.empty();
    } catch (Deviation e) {
      return Optional.of(e);
    }
  }

  private void session() throws Deviation {
    String part = "43";
    send(part);
    String early = receive(1, SILENCE);
    if (!early.isEmpty()) {
      throw new Deviation(
          "it answers a part of a line (R1): sent "
              + quote(part)
              + ", got "
              + quote(early + rest()),
          true);
    }
    ask(part, "12\n", "0x10d8\n");
    ask("", "1\n-22\n333\n", "0x1\n-0x16\n0x14d\n");
    ask("", "255\n", "0xff\n");
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new Deviation("it ends a connection whose client has not: " + e.getMessage());
    }
    String surplus = receive(1, patience);
    if (!surplus.isEmpty()) {
      throw new Deviation(
          "it sends more than the answers: after all of them came " + quote(surplus + rest()),
          true);
    }
    if (!ended) {
      throw new Deviation(
          "it does not close the connection within "
              + patience.toMillis()
              + " ms after the client's FIN (R7)");
    }
  }

  /**
   * Sends the rest of a line, or lines, in one write, and expects exactly these bytes.
   *
   * @param before what has been sent of the line
   */
  private void ask(String before, String request, String answer) throws Deviation {
    send(request);
    String got = receive(answer, patience);
    if (!got.equals(answer)) {
      String asked = before.isEmpty() ? quote(request) : quote(before) + " and " + quote(request);
      String came =
          got.isEmpty()
              ? ended ? "the end of the connection" : "nothing for " + patience.toMillis() + " ms"
              : quote(got + (answer.startsWith(got) ? "" : rest()));
      throw new Deviation(
          "sent " + asked + ", expected " + quote(answer) + ", got " + came,
          !answer.startsWith(got));
    }
  }

  private void send(String text) throws Deviation {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new Deviation("cannot send " + quote(text) + ": " + e.getMessage());
    }
  }

  /** The expected bytes; fewer if one is wrong, the connection ends, or none comes for this time. */
  private String receive(String expected, Duration wait) {
    return receive(so -> so.length() < expected.length() && expected.startsWith(so), wait);
  }

  /** As many bytes as are asked for; fewer if the connection ends, or none comes for this time. */
  private String receive(int most, Duration wait) {
    return receive(so -> so.length() < most, wait);
  }

  private String receive(Predicate<String> wantsMore, Duration wait) {
    var bytes = new ByteArrayOutputStream();
    try {
      socket.setSoTimeout(Math.toIntExact(wait.toMillis()));
      while (wantsMore.test(bytes.toString(ISO_8859_1)) && !ended) {
        byte[] some = socket.getInputStream().readNBytes(1);
        bytes.writeBytes(some);
        ended = some.length == 0;
      }
    } catch (SocketTimeoutException e) {
      // What has come is all.
    } catch (IOException e) {
      ended = true; // by a reset
    }
    return bytes.toString(ISO_8859_1);
  }

  /** What else comes at once, for a message. */
  private String rest() {
    return receive(MOST_QUOTED, SILENCE);
  }

  private static String quote(String text) {
    return Quoted.of(text.getBytes(ISO_8859_1));
  }
}
