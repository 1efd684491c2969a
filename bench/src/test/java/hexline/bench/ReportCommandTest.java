package hexline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line {@code bench report}. */
class ReportCommandTest {

  private static final String RESULTS = "{\"format\": \"hexline-bench/3\"}";

  private record Outcome(int exit, String out, String err) {}

  private static Outcome run(Object... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new StringWriter();
    PrintStream standard = System.out;
    try (var captured = new PrintStream(out, true, UTF_8)) {
      System.setOut(captured);
      String[] words = new String[arguments.length + 1];
      words[0] = "report";
      for (int i = 0; i < arguments.length; i++) {
        words[i + 1] = arguments[i].toString();
      }
      int exit = Bench.commandLine(new Bench()).setErr(new PrintWriter(err)).execute(words);
      return new Outcome(exit, out.toString(UTF_8), err.toString());
    } finally {
      System.setOut(standard);
    }
  }

  @Test
  @DisplayName("the page is written beside the file, and its path is the last line")
  void beside(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("20261126-062248.json"), RESULTS);
    Outcome outcome = run(file);
    assertEquals(0, outcome.exit(), outcome::err);
    Path page = folder.resolve("20261126-062248.html");
    assertEquals(page.toString(), outcome.out().lines().toList().getLast());
    assertTrue(Files.readString(page).startsWith("<!doctype html>"));
  }

  @Test
  @DisplayName("two files are compared in the page of the later one")
  void two(@TempDir Path folder) throws IOException {
    Path before = Files.writeString(folder.resolve("a.json"), RESULTS);
    Path after = Files.writeString(folder.resolve("b.json"), RESULTS);
    Path page = folder.resolve("page.html");
    Outcome outcome = run(before, after, "--out", page);
    assertEquals(0, outcome.exit(), outcome::err);
    assertTrue(Files.readString(page).contains("\"before\":\"a.json\",\"after\":\"b.json\""));
  }

  @Test
  @DisplayName("a comparison leaves the page of the later run as it is")
  void ownPageStays(@TempDir Path folder) throws IOException {
    Path before = Files.writeString(folder.resolve("a.json"), RESULTS);
    Path after = Files.writeString(folder.resolve("b.json"), RESULTS);
    run(after);
    String own = Files.readString(folder.resolve("b.html"));
    Outcome outcome = run(before, after);
    assertEquals(folder.resolve("b-since-a.html") + "\n", outcome.out());
    assertEquals(own, Files.readString(folder.resolve("b.html")));
    assertEquals(0, run(before, after).exit(), "a page is replaced");
  }

  @Test
  @DisplayName("what is no page of the bench is not written over")
  void overNothing(@TempDir Path folder) throws IOException {
    Path results = Files.writeString(folder.resolve("a.json"), RESULTS);
    Outcome outcome = run(results, "--out", results);
    assertEquals(1, outcome.exit(), outcome::out);
    assertEquals(
        "bench report: "
            + results
            + ": this file is no page of the bench, and is not written over\n",
        outcome.err());
    assertEquals(RESULTS, Files.readString(results));
  }

  @Test
  @DisplayName("no file and three files are wrong usage; a missing file is exit code 1")
  void usage(@TempDir Path folder) {
    assertEquals(2, run().exit());
    assertEquals(2, run("a", "b", "c").exit());
    Outcome missing = run(folder.resolve("none.json"));
    assertEquals(1, missing.exit());
    assertTrue(missing.err().contains("none.json"), missing::err);
  }
}
