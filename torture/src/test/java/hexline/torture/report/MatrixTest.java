package hexline.torture.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.Settings;
import hexline.torture.server.Subject;
import hexline.torture.server.Subject.Kind;
import hexline.torture.server.Subjects;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MatrixTest {

  private static final List<ServerResults> SERVERS =
      List.of(
          Synthetic.server("sync", "PPPPPPTP"),
          Synthetic.server("nio", "FPPPSPPP"),
          Synthetic.server("nio --workers 4", "PPPPPPPE"));

  @Test
  @DisplayName("a row for each case, a column for each server, and the counts")
  void wide() {
    assertEquals(
        """
        id    case                   sync   nio    nio workers 4
        F01   byte-at-a-time         PASS   FAIL   PASS
        F02   every-split            PASS   PASS   PASS
        F03   coalesced              PASS   PASS   PASS
        F04   crlf                   PASS   PASS   PASS
        L01   idle                   PASS   SKIP   PASS
        L02   slow-loris             PASS   PASS   PASS
        L03   stop-and-go            TRAIT  PASS   PASS
        D01   sigterm-alone          PASS   PASS   ERROR

              pass                   7      6      7
              fail                   0      1      0
              trait                  1      0      0
              skip                   0      1      0
              error                  0      0      1\
        """,
        String.join("\n", new Matrix(SERVERS, Synthetic.CASES, 100).lines()));
  }

  @Test
  @DisplayName("where the names do not fit, the servers have numbers and the verdicts are letters")
  void narrow() {
    List<String> lines = new Matrix(SERVERS, Synthetic.CASES, 40).lines();
    assertEquals(
        """
         1  sync
         2  nio
         3  nio workers 4
        . PASS, F FAIL, T TRAIT, S SKIP, E ERROR

        id    case                  1  2  3
        F01   byte-at-a-time        .  F  .\
        """,
        String.join("\n", lines.subList(0, 7)));
    for (int columns : new int[] {20, 33, 40, 59, 60, 100}) {
      new Matrix(SERVERS, Synthetic.CASES, columns)
          .lines()
          .forEach(line -> assertTrue(line.length() <= columns, line));
    }
  }

  @Test
  @DisplayName("what has failed follows, with the command that repeats it")
  void failures() {
    String text = print(SERVERS);
    assertTrue(text.contains("\nnio:\nF01 "), text);
    assertTrue(
        text.contains(
            "./run conformance --case F01 --exit-code 143 -- ./run nio-server --port {port}"),
        text);
    assertTrue(text.contains("\nnio workers 4:\nD01 "), text);
    assertFalse(text.contains("\nsync:\n"), text);
  }

  @Test
  @DisplayName("what a server fails that others are compared with is not printed")
  void others() {
    Subject nio = Subjects.ofSuite("nio", Settings.standard());
    var draft =
        new Subject("draft", Kind.OTHER, "a page", nio.start(), nio.settings(), nio.repeat());
    String text = print(List.of(Synthetic.results(draft, "FPPPFPPP")));
    assertTrue(text.contains("F01   byte-at-a-time         FAIL"), text);
    assertTrue(text.contains("\ndraft (a page) fails F01 L01\n"), text);
    assertFalse(text.contains("repeat"), text);
  }

  private static String print(List<ServerResults> servers) {
    var text = new StringWriter();
    new Matrix(servers, Synthetic.CASES, 100).print(new PrintWriter(text));
    return text.toString();
  }
}
