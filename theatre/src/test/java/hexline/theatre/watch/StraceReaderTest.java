package hexline.theatre.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.theatre.agent.Step;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StraceReaderTest {

  private static final long SECOND = 1_700_000_000_000_000_000L;

  private static Watched read() throws IOException {
    try (var in = StraceReaderTest.class.getResourceAsStream("strace.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      return StraceReader.read(text.lines().toList(), Map.of(700L, "server"));
    }
  }

  private static Seen seen(
      Step step, long fromMicros, long micros, long thread, int port, long bytes) {
    long from = SECOND + fromMicros * 1000;
    return new Seen(
        step, from, from + micros * 1000, thread, false, thread, thread, port, bytes, false);
  }

  @Test
  @DisplayName("system calls are steps; a client is known by its descriptor or by accept")
  void calls() throws IOException {
    assertEquals(
        List.of(
            seen(Step.ACCEPT, 100, 20, 700, 40_001, -1),
            seen(Step.ACCEPT, 200, 5, 700, 0, -1),
            seen(Step.POLL, 300, 50_000, 700, 0, -1),
            seen(Step.READ, 50_400, 10, 700, 40_001, 4),
            seen(Step.WRITE, 50_500, 30, 700, 40_001, 5),
            seen(Step.SLEEP, 50_700, 10_000, 700, 0, -1),
            seen(Step.ACCEPT, 61_000, 11, 700, 40_002, -1),
            // It was unfinished when the client of its descriptor became known.
            seen(Step.READ, 60_800, 1200, 701, 40_002, -1),
            seen(Step.READ, 62_100, 9, 701, 40_002, 6),
            seen(Step.PARK, 62_200, 5000, 701, 0, -1)),
        read().events());
  }

  @Test
  @DisplayName("what is not understood is counted")
  void unseen() throws IOException {
    List<String> unseen = read().unseen();
    assertTrue(unseen.contains("Lines of strace that were not understood: 1."), unseen::toString);
  }
}
