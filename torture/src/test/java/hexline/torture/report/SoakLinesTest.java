package hexline.torture.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SoakLinesTest {

  @Test
  @DisplayName("a soak is three lines, and its problems")
  void lines() {
    assertEquals(
        List.of(
            "nio: soak of 600 s with seed 7: 1,500 conversations, 20,000 answers checked, 0 wrong",
            "  1,240 faults of the network injected and survived: latency 1,200, limit_data 40",
            "  memory grew by 2.0 MB; left at the end: 0 descriptors, 1 threads,"
                + " 0.5 MB of live objects"),
        SoakLines.of("nio", Synthetic.soak(0)));
    assertEquals(
        List.of("  FAIL 2 conversations with a wrong or a missing answer", "  RESET: <b>bold</b>"),
        SoakLines.of("nio", Synthetic.soak(2)).subList(3, 5));
  }
}
