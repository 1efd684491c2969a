package hexline.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnswersTest {

  @Test
  @DisplayName("Jain's index: 1 if all got the same, 1/n if one of n got all, 0 if there is none")
  void fairness() {
    assertEquals(1, Answers.of(7, 7, 7).fairness(), 1e-9);
    assertEquals(0.25, Answers.of(0, 9, 0, 0).fairness(), 1e-9);
    assertEquals(0, Answers.of(0, 0).fairness(), 1e-9);
    assertEquals(36.0 / (3 * 14), Answers.of(1, 2, 3).fairness(), 1e-9);
  }

  @Test
  @DisplayName("a sum is one of connections: served are those that got an answer in any part")
  void plus() {
    Answers sum = Answers.of(1, 0, 0).plus(Answers.of(2, 3, 0));
    assertEquals(2, sum.served());
    assertEquals(6, sum.total());
    assertEquals(0.5 * 4 / 3, sum.fairness(), 1e-9, "of 3, 3 and 0");
    assertThrows(IllegalArgumentException.class, () -> sum.plus(Answers.of(1, 1)));
  }

  @Test
  @DisplayName("later changes of the array do not matter")
  void copied() {
    long[] counts = {1, 0};
    Answers answers = Answers.of(counts);
    counts[1] = 5;
    assertEquals(1, answers.served());
  }
}
