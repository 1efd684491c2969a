package hexline.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FigureTest {

  @Test
  @DisplayName("values are printed as median and interval, or as a count of yes")
  void print() {
    var ratio = new Figure("ratio", Unit.TIMES, "ratio");
    assertEquals("not measured", ratio.print(List.of()));
    assertEquals("2 times", ratio.print(List.of(2.0, 2.0)));
    assertEquals("1.50 (1.20 to 1.70) times", ratio.print(List.of(1.2, 1.5, 1.7)));
    var memory = new Figure("memory", Unit.KILOBYTES, "memory");
    assertEquals("1,031 KB", memory.print(List.of(1031.2)));
    assertEquals("12.3 (0.052 to 99.9) KB", memory.print(List.of(0.052, 12.3, 99.94)));
    var ran = Figure.yesNo("ran", "it ran");
    assertEquals("2 of 3", ran.print(List.of(1.0, 0.0, 1.0)));
  }

  @Test
  @DisplayName("the interval of eight values or fewer is their range, of nine it leaves two out")
  void interval() {
    var ratio = new Figure("ratio", Unit.TIMES, "ratio");
    var values = List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
    assertEquals("4.50 (1 to 8) times", ratio.print(values));
    var nine = List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
    assertEquals("5 (2 to 8) times", ratio.print(nine));
  }
}
