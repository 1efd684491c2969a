package hexline.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.RequestTable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Yardsticks must be right before they are fast: the cases in which line servers go wrong. */
@Timeout(180)
class BaselinesTest {

  private static final String NOT_AN_INTEGER = "Request payload must be an integer\n";
  private static final String TOO_LONG = "Request payload must be at most 1024 bytes\n";

  /** Requests and answers; the last request is not terminated. */
  private static final Map<String, String> SESSIONS =
      Map.of(
          "4312",
          "0x10d8\n",
          "4312\n-5\n-0\n+7\n 1_000\t\r\n",
          "0x10d8\n-0x5\n0x0\n0x7\n0x3e8\n",
          "x\n\n1__0\n0x10\n1.0\n--1\n7",
          NOT_AN_INTEGER.repeat(6) + "0x7\n",
          "9".repeat(40) + "\n",
          "0x1d6329f1c35ca4bfabb9f560ffffffffff\n",
          "1".repeat(1025) + "\n8\n",
          TOO_LONG + "0x8\n",
          "1".repeat(5000) + "\n8",
          TOO_LONG + "0x8\n",
          "0".repeat(1023) + "9\r\n",
          "0x9\n");

  @TestFactory
  @DisplayName("a baseline frames, converts and limits as the protocol says")
  Stream<DynamicTest> protocol() {
    var available = Baselines.available(missing -> {});
    assumeFalse(available.isEmpty(), "neither python3 nor a built Netty baseline is here");
    return available.stream()
        .map(spec -> DynamicTest.dynamicTest(spec.label(), () -> assertSpeaks(spec)));
  }

  private static void assertSpeaks(ServerSpec spec) throws IOException {
    try (var server = MeasuredServer.start(spec, "none")) {
      for (Map.Entry<String, String> session : SESSIONS.entrySet()) {
        int small = Math.max(1, session.getKey().length() / 50); // single bytes, unless it is long
        for (int step : new int[] {small, 7, Integer.MAX_VALUE}) {
          assertEquals(
              session.getValue(),
              ask(server, session.getKey(), step),
              () -> "answers to '%.40s...' in steps of %d".formatted(session.getKey(), step));
        }
      }
      int clients = Math.min(8, spec.clientsAtOnce());
      Measurement seen =
          new Trial(Duration.ZERO, 1, Duration.ofMillis(300), Duration.ofSeconds(20))
              .run(server, "none", new Load.Closed(clients, 16), RequestTable.mixed(1), 1)
              .measurement();
      assertEquals(Map.of(), seen.errors(), () -> "no errors, but " + seen.firstError());
    }
  }

  /** Sends a session in pieces, half-closes, and reads to the end. */
  private static String ask(MeasuredServer server, String session, int step) throws IOException {
    byte[] bytes = session.getBytes(ISO_8859_1);
    try (var client = new Socket(server.address().getAddress(), server.address().getPort())) {
      client.setTcpNoDelay(true);
      client.setSoTimeout(20_000);
      for (int from = 0; from < bytes.length; from += Math.min(step, bytes.length)) {
        client.getOutputStream().write(bytes, from, Math.min(step, bytes.length - from));
      }
      client.shutdownOutput();
      return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
