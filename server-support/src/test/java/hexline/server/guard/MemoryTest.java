package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MemoryTest {

  @Test
  @DisplayName(
      "R15: memory is scarce above a quarter of the heap, and no more when it is given back")
  void budget() {
    var budget = new MemoryBudget();
    long left = Runtime.getRuntime().maxMemory() / 4;
    while (left > 0) {
      int some = (int) Math.min(left, 1 << 30);
      budget.hold(some);
      left -= some;
    }
    assertFalse(budget.isScarce());
    budget.hold(1);
    assertTrue(budget.isScarce());
    budget.hold(0);
    assertTrue(budget.isScarce());
    budget.hold(-1);
    assertFalse(budget.isScarce());
  }
}
