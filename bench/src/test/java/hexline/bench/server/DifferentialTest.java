package hexline.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import hexline.conformance.cases.Recording;
import hexline.conformance.client.Client;
import hexline.conformance.client.Exchange;
import hexline.conformance.client.Exchange.Ending;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Wire;
import hexline.conformance.fuzz.Input;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One session with all five servers, here because this module has all of them as processes. */
@Timeout(120)
class DifferentialTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LARGEST = 700; // bytes of a write

  /** All that a server sends to a client whose requests are cut at random. */
  private static byte[] transcript(String server, byte[] requests) throws IOException {
    try (var running = MeasuredServer.start(ServerSpec.parse(server), "none");
        var client = new Exchange(Client.connect(running.address(), PATIENCE))) {
      var random = new SplittableRandom(1);
      for (int at = 0; at < requests.length; ) {
        int end = Math.min(at + 1 + random.nextInt(LARGEST), requests.length);
        client.send(Arrays.copyOfRange(requests, at, end));
        at = end;
      }
      client.finish();
      assertEquals(Ending.FIN, client.awaitEnding(), server);
      return client.received();
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName("a session gets the same bytes from all models, and they are right")
  void sameBytes() throws IOException {
    byte[] requests =
        Wire.concat(Recording.load().requests(), Input.draw(new SplittableRandom(1), 50_000));
    byte[] right = Oracle.answers(requests);
    for (String server : ServerSpec.suite()) {
      int difference = Arrays.mismatch(right, transcript(server, requests));
      assertEquals(-1, difference, () -> server + " differs at this byte");
    }
  }

  @Test
  @DisplayName("a server for which a read is a message differs")
  void different() throws IOException {
    String article =
        "article='%s' -cp '%s' hexline.sync.ArticleDraft --port {port}"
            .formatted(JavaCommand.tool("java"), System.getProperty("java.class.path"));
    byte[] requests = Wire.lines("1", "2");
    assertNotEquals(-1, Arrays.mismatch(Oracle.answers(requests), transcript(article, requests)));
  }
}
