package hexline.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ProtocolCheckTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200); // for a server that will not answer

  /** What a server does with a client. */
  @FunctionalInterface
  private interface Conversation {
    void with(Socket client) throws IOException;
  }

  /** What a server sends for a line. */
  @FunctionalInterface
  private interface Answer {
    String to(String line) throws IOException;
  }

  private static String hex(String line) {
    int number = Integer.parseInt(line);
    return (number < 0 ? "-0x" : "0x") + Integer.toHexString(Math.abs(number)) + "\n";
  }

  /** Reads lines, as the protocol says, and sends what the function says. */
  private static Conversation lines(Answer answer) {
    return client -> {
      var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
      OutputStream out = client.getOutputStream();
      for (String line; (line = in.readLine()) != null; ) {
        out.write(answer.to(line).getBytes(ISO_8859_1));
      }
    };
  }

  /** Checks a server that serves one client at a time. */
  private static Optional<String> check(Conversation conversation, Duration patience)
      throws IOException {
    try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            while (!listener.isClosed()) {
              try (Socket client = listener.accept()) {
                conversation.with(client);
              } catch (IOException e) {
                // The client, or the test, has ended.
              }
            }
          });
      return ProtocolCheck.failure((InetSocketAddress) listener.getLocalSocketAddress(), patience);
    }
  }

  private static String failure(Conversation conversation, Duration patience) throws IOException {
    return check(conversation, patience).orElse("(passed)");
  }

  @Test
  @DisplayName("a server that answers lines passes, one client at a time, and if it takes its time")
  void right() throws IOException {
    assertEquals(Optional.empty(), check(lines(ProtocolCheckTest::hex), PATIENCE));
    Answer slow =
        line -> {
          try {
            TimeUnit.MILLISECONDS.sleep(10);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return hex(line);
        };
    assertEquals(Optional.empty(), check(lines(slow), PATIENCE));
  }

  @Test
  @DisplayName("one byte at a time is an answer, too")
  void slowAnswer() throws IOException {
    Conversation dribbles =
        client -> {
          client.setTcpNoDelay(true);
          var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
          for (String line; (line = in.readLine()) != null; ) {
            for (byte b : hex(line).getBytes(ISO_8859_1)) {
              client.getOutputStream().write(b);
            }
          }
        };
    assertEquals(Optional.empty(), check(dribbles, PATIENCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "nio"})
  @DisplayName("servers of the suite pass, with work of 10 ms for each request, too")
  void suite(String name) throws IOException {
    for (String work : new String[] {"none", "block:10ms"}) {
      try (var server = MeasuredServer.start(ServerSpec.parse(name), work)) {
        assertEquals(Optional.empty(), ProtocolCheck.failure(server.address(), PATIENCE), work);
      }
    }
  }

  @Test
  @DisplayName("the article's server, for which a read is a message, fails")
  void article() throws IOException {
    String command =
        "article='%s' -cp '%s' hexline.sync.ArticleDraft --port {port}"
            .formatted(JavaCommand.tool("java"), System.getProperty("java.class.path"));
    try (var server = MeasuredServer.start(ServerSpec.parse(command), "none")) {
      String message = ProtocolCheck.failure(server.address(), PATIENCE).orElse("(passed)");
      assertTrue( // the second one if this machine is so busy that the server reads late
          message.equals("it answers a part of a line (R1): sent '43', got '0x2b\\n'")
              || message.startsWith("sent "),
          message);
    }
  }

  @Test
  @DisplayName("a server that reads too late for that fails with several lines in one write")
  void readIsMessage() throws IOException {
    Conversation late =
        client -> {
          byte[] message = new byte[1024];
          var in = client.getInputStream();
          while (in.available() < "4312\n".length()) { // until all of the first request is there
            Thread.onSpinWait();
          }
          for (int n; (n = in.read(message)) >= 0; ) {
            String text = new String(message, 0, n, ISO_8859_1).strip();
            String answer = text.matches("-?[0-9]+") ? hex(text) : "no number\n";
            client.getOutputStream().write(answer.getBytes(ISO_8859_1));
          }
        };
    assertEquals(
        "sent '1\\n-22\\n333\\n', expected '0x1\\n-0x16\\n0x14d\\n', got 'no number\\n'",
        failure(late, PATIENCE));
  }

  @Test
  @DisplayName("an answer that is missing, wrong, empty, in excess or not text is quoted")
  void wrong() throws IOException {
    String first = "sent '43' and '12\\n', expected '0x10d8\\n', got ";
    assertEquals(first + "nothing for 200 ms", failure(lines(line -> ""), SHORT));
    assertEquals(first + "'\\n'", failure(lines(line -> "\n"), SHORT));
    assertEquals(first + "'0x10D8\\n'", failure(lines(line -> "0x10D8\n"), PATIENCE));
    assertEquals(first + "'\\x1b[2Jgone\\n'", failure(lines(line -> "\033[2Jgone\n"), PATIENCE));
    assertEquals( // no line end, and one
        first + "'\\\\n\\n'", failure(lines(line -> "\\n\n"), PATIENCE));
    assertEquals(
        "sent '1\\n-22\\n333\\n', expected '0x1\\n-0x16\\n0x14d\\n',"
            + " got '0x1\\n0xffffffea\\n0x14d\\n'",
        failure(lines(line -> "0x%x\n".formatted(Integer.parseInt(line))), PATIENCE));
    assertEquals(
        "it sends more than the answers: after all of them came 'bye\\n'",
        failure(
            client -> {
              lines(ProtocolCheckTest::hex).with(client);
              client.getOutputStream().write("bye\n".getBytes(ISO_8859_1));
            },
            PATIENCE));
  }

  @Test
  @DisplayName("a server that closes after the first answer, and one that never closes, fail")
  void closing() throws IOException {
    Conversation once =
        client -> {
          var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
          client.getOutputStream().write(hex(in.readLine()).getBytes(ISO_8859_1));
        };
    String message = failure(once, PATIENCE);
    assertTrue(
        message.endsWith("got the end of the connection") || message.startsWith("cannot send"),
        message);
    var over = new CountDownLatch(1);
    Conversation never =
        client -> {
          lines(ProtocolCheckTest::hex).with(client);
          try {
            over.await(); // and only then closes
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
    try {
      assertEquals(
          "it does not close the connection within 200 ms after the client's FIN (R7)",
          failure(never, SHORT));
    } finally {
      over.countDown();
    }
  }

  @Test
  @DisplayName("a port on which nothing listens takes no connection")
  void refused() throws IOException {
    InetSocketAddress gone;
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      gone = (InetSocketAddress) listener.getLocalSocketAddress();
    }
    String message = ProtocolCheck.failure(gone, PATIENCE).orElse("(passed)");
    assertTrue(message.startsWith("it takes no connection: "), message);
  }
}
