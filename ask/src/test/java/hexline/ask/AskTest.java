package hexline.ask;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(120)
class AskTest {

  /** What a server of a test does with one client. */
  @FunctionalInterface
  private interface Conversation {
    void hold(Socket client) throws Exception;
  }

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int ask(int port, String... args) {
    CommandLine command =
        Ask.command().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 2, args.length);
    all[0] = "--port";
    all[1] = Integer.toString(port);
    return command.execute(all);
  }

  /** Asks a server that has a thread for each client. */
  private int askServer(Conversation conversation, String... args) throws IOException {
    try (var server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> accept(server, conversation));
      return ask(server.getLocalPort(), args);
    }
  }

  private static void accept(ServerSocket server, Conversation conversation) {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (client) {
                client.setSoTimeout(60_000);
                conversation.hold(client);
              } catch (Exception e) {
                // The client sees that its connection ends.
              }
            });
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void convert(Socket client) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
    for (String line; (line = reader.readLine()) != null; ) {
      String answer = "0x" + Integer.toHexString(Integer.parseInt(line)) + "\n";
      client.getOutputStream().write(answer.getBytes(UTF_8));
    }
  }

  /** The printed lines, sorted, without their times. */
  private List<String> lines() {
    return out.toString()
        .lines()
        .map(line -> line.replaceFirst("^ *\\d+\\.\\d{3} s {2}", ""))
        .sorted()
        .toList();
  }

  @Test
  @DisplayName("each client sends its number, and its answer is printed with the time")
  void answers() throws IOException {
    assertEquals(0, askServer(AskTest::convert, "3"));
    assertEquals(
        List.of("client 1: 1 -> 0x1", "client 2: 2 -> 0x2", "client 3: 3 -> 0x3"), lines());
    out.toString()
        .lines()
        .forEach(line -> assertTrue(line.matches(" *\\d+\\.\\d{3} s {2}client .*"), line));
    assertEquals("", err.toString());
  }

  @Test
  @DisplayName("no number is sent twice")
  void rounds() throws IOException {
    assertEquals(0, askServer(AskTest::convert, "2", "--lines", "2"));
    assertEquals(
        List.of(
            "client 1: 1 -> 0x1", "client 1: 3 -> 0x3", "client 2: 2 -> 0x2", "client 2: 4 -> 0x4"),
        lines());
  }

  @Test
  @DisplayName("an answer is printed when it comes, not when all have come")
  void atOnce() throws IOException {
    var printed = new CountDownLatch(1);
    Thread watcher =
        Thread.ofVirtual()
            .start(() -> {
              while (!out.toString().contains("client 2: 2 -> 0x2") && !Thread.interrupted()) {
                Thread.onSpinWait();
              }
              printed.countDown();
            });
    Conversation secondFirst =
        client -> {
          var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
          String line = reader.readLine();
          if ("1".equals(line) && !printed.await(60, TimeUnit.SECONDS)) {
            return; // so client 1 gets no answer
          }
          client.getOutputStream().write(("0x" + line + "\n").getBytes(UTF_8));
        };
    assertEquals(0, askServer(secondFirst, "2"), out::toString);
    watcher.interrupt();
  }

  @Test
  @DisplayName("connection refused")
  void refused() throws IOException {
    int port;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    assertEquals(1, ask(port, "1"));
    assertEquals(List.of("client 1: connection refused: nothing listens there"), lines());
  }

  @Test
  @DisplayName("closed without an answer")
  void closed() throws IOException {
    Conversation reads = client -> client.getInputStream().readNBytes(2);
    assertEquals(1, askServer(reads, "1"));
    assertEquals(List.of("client 1: 1 -> closed without an answer"), lines());
  }

  @Test
  @DisplayName("reset")
  void reset() throws IOException {
    Conversation resets =
        client -> {
          client.getInputStream().readNBytes(2);
          client.setSoLinger(true, 0);
        };
    assertEquals(1, askServer(resets, "1"));
    assertEquals(
        List.of("client 1: reset by the server, with 1 line sent and 0 answers read"), lines());
  }

  @Test
  @DisplayName("a server that does not answer is given up")
  void timeout() throws IOException {
    var over = new CountDownLatch(1);
    Conversation silence = _ -> over.await(60, TimeUnit.SECONDS);
    assertEquals(1, askServer(silence, "1", "--timeout", "1"));
    over.countDown();
    assertEquals(
        List.of(
            "client 1: gave up after 1 s without an answer, with 1 line sent and 0 answers read"),
        lines());
  }

  @Test
  @DisplayName("a client that is told something else is not content")
  void turnedAway() throws IOException {
    Conversation busy =
        client -> {
          client.getOutputStream().write("Too many connections\n".getBytes(UTF_8));
          client.shutdownOutput();
          client.getInputStream().readAllBytes();
        };
    assertEquals(1, askServer(busy, "1"));
    assertEquals(List.of("client 1: 1 -> Too many connections"), lines());
    out.getBuffer().setLength(0);
    assertEquals(1, askServer(busy, "1", "--stay", "60"));
    assertTrue(lines().contains("client 1: Too many connections"), out::toString);
  }

  @Test
  @DisplayName("clients that stay send nothing, and leave by themselves")
  void stay() throws IOException {
    var received = new ConcurrentLinkedQueue<String>();
    Conversation reads =
        client -> received.add(new String(client.getInputStream().readAllBytes(), UTF_8));
    assertEquals(0, askServer(reads, "20", "--stay", "1"), out::toString);
    assertEquals(List.of("20 clients closed", "20 clients connected, silent for 1 s"), lines());
    assertEquals("", String.join("", received));
  }

  @Test
  @DisplayName("a pipeline is sent whole before an answer is read")
  void pipeline() throws IOException {
    Conversation readsAll =
        client -> {
          var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
          for (int i = 1; i <= 500; i++) {
            assertEquals(Integer.toString(i), reader.readLine());
          }
          IntStream.rangeClosed(1, 500)
              .mapToObj(i -> "0x" + Integer.toHexString(i) + "\n")
              .forEach(answer -> write(client, answer));
        };
    assertEquals(0, askServer(readsAll, "1", "--pipeline", "500"), out::toString);
    assertEquals(
        List.of(
            "client 1: 500 answers, the last one 0x1f4",
            "client 1: sent 500 lines, and has read no answer"),
        lines());
  }

  private static void write(Socket client, String text) {
    try {
      client.getOutputStream().write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("a write that waits is told of, and then the reset")
  void writeWaits() throws IOException {
    Conversation neverReads =
        client -> {
          long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
          while (!out.toString().contains("its write waits") && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
          }
          client.setSoLinger(true, 0);
        };
    assertEquals(1, askServer(neverReads, "1", "--pipeline", "100000000"));
    assertEquals(2, lines().size(), out::toString);
    assertTrue(
        lines().get(0).matches("client 1: its write waits, after \\d+ lines: .*"), out::toString);
    assertTrue(
        lines()
            .get(1)
            .matches("client 1: reset by the server, with \\d+ lines sent and 0 answers read"),
        out::toString);
  }

  @Test
  @DisplayName("wrong usage is two lines and exit code 2")
  void usage() {
    assertEquals(2, ask(1, "0"));
    assertEquals(2, ask(1, "1", "--lines", "2", "--pipeline", "2"));
    assertEquals(2, ask(1, "1", "--lines", "2", "--stay", "2"));
    assertEquals(2, ask(0, "1"));
    assertEquals(2, ask(1, "1", "--timeout", "0"));
    assertEquals(10, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains("Try 'ask --help'."), err::toString);
  }
}
