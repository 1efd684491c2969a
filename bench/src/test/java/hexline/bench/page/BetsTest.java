package hexline.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.bench.page.Bets.Bet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BetsTest {

  private static List<String> right(Results results, String id) {
    return Bets.of(results).stream()
        .filter(bet -> bet.id().equals(id))
        .map(Bet::right)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("right is the best server, and whoever is not told apart from it")
  void right() {
    Results results = Sample.tidy().results();
    assertEquals(List.of("nio"), right(results, "bet-memory"));
    assertEquals(List.of("nio"), right(results, "bet-cpu"));
    assertEquals(
        List.of("threaded", "virtual", "nio workers 32", "async workers 32"),
        right(results, "bet-blocking"));
    assertEquals(
        List.of("nio", "async"),
        right(Sample.tidy().memory("async", 320, 1_035).results(), "bet-memory"));
  }

  @Test
  @DisplayName("options are in the order of the plan, which gives nothing away")
  void options() {
    assertEquals(
        List.of("threaded", "nio", "async", "virtual"),
        Bets.of(Sample.tidy().results()).getFirst().options());
  }

  @Test
  @DisplayName("there is no bet about what was not measured")
  void missing() {
    Results results = Sample.tidy().without("IdleConnections").without("BlockingWork").results();
    assertEquals(List.of("bet-cpu"), Bets.of(results).stream().map(Bet::id).toList());
  }
}
