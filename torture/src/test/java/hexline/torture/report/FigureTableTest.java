package hexline.torture.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FigureTableTest {

  private static final List<ServerResults> SERVERS =
      List.of(
          Synthetic.server("sync", "PPPPPPTP").with(Synthetic.figures(1)),
          Synthetic.server("nio", "PPPPPPPP"),
          Synthetic.server("virtual", "PPPPPPPP").with(Synthetic.figures(10_000)));

  @Test
  @DisplayName("a row for each figure, a column for each server that has some")
  void wide() {
    List<String> lines = new FigureTable(SERVERS, 100).lines();
    assertTrue(lines.getFirst().matches("figure +sync  virtual"), lines::getFirst);
    assertTrue(lines.get(1).matches("connections held +1 +10,000"), lines.get(1));
    assertTrue(lines.get(2).matches("memory per idle connection +- +-"), lines.get(2));
  }

  @Test
  @DisplayName("where that is too wide, a table for each")
  void narrow() {
    List<String> lines = new FigureTable(SERVERS, 56).lines();
    assertTrue(lines.getFirst().matches("figure +sync"), lines::getFirst);
    assertTrue(lines.stream().anyMatch(line -> line.matches("figure +virtual")), lines::toString);
    assertTrue(lines.stream().allMatch(line -> line.length() <= 56), lines::toString);
  }

  @Test
  @DisplayName("below the table stand the seeds of what was drawn")
  void seeds() {
    var text = new StringWriter();
    new FigureTable(SERVERS, 100).print(new PrintWriter(text));
    assertTrue(
        text.toString().contains("\nsync, fuzz inputs tried: not measured: <b>"), text::toString);
    assertTrue(text.toString().contains("\\x1b[2J"), "printable");
  }

  @Test
  @DisplayName("without figures nothing is printed")
  void none() {
    var text = new StringWriter();
    new FigureTable(SERVERS.subList(1, 2), 100).print(new PrintWriter(text));
    assertEquals("", text.toString());
  }
}
