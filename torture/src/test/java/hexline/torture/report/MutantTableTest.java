package hexline.torture.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MutantTableTest {

  @Test
  @DisplayName("a row for each mutant, and the reason where it is not caught")
  void table() {
    assertEquals(
        """
        mutant  server         cases    outcome   lacks that
        sun     nio            F01      caught    it shines
        moon    nio workers 2  L01 L02  SURVIVED  it is round
        star    sync           E01      skipped   it is far

        moon on nio workers 2 SURVIVED:
          L02 passes
        star on sync skipped:
          E01 no root \\x1b[2J

           1 caught
           1 SURVIVED
           1 skipped
        """,
        String.join("\n", MutantTable.lines(Synthetic.mutants(), 100)) + "\n");
  }

  @Test
  @DisplayName("no row is longer than the terminal is wide, and no control character is printed")
  void narrow() {
    List<String> lines = MutantTable.lines(Synthetic.mutants(), 30);
    assertEquals(
        "sun     nio            F01    ", lines.get(1) + " ".repeat(30 - lines.get(1).length()));
    assertFalse(String.join("", lines).contains("\u001b"));
  }
}
