package hexline.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.torture.report.DocumentTest;
import hexline.torture.report.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;

@Timeout(300)
class TortureTest {

  @TempDir Path folder = Path.of("");

  private record Run(int exitCode, String out, String err) {}

  private Run run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var all = new ArrayList<>(List.of("--results", folder.toString()));
    all.addAll(List.of(arguments));
    int exitCode =
        Torture.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** The command that starts the article's server, which takes one read for one line. */
  private static String[] article(String... before) {
    var words = new ArrayList<>(List.of(before));
    words.addAll(
        List.of(
            "--",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "hexline.sync.ArticleDraft",
            "--port",
            "{port}"));
    return words.toArray(String[]::new);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private Path file(String ending) throws IOException {
    return files().stream()
        .filter(file -> file.toString().endsWith(ending))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode document() throws IOException {
    String json = Files.readString(file(".json"));
    assertEquals(List.of(), DocumentTest.errors(json));
    return Json.read(json);
  }

  @Test
  @DisplayName("a few cases against a server of the suite: matrix, JSON and XML")
  void suite() throws Exception {
    Run run = run("--server", "nio", "--case", "F0[12]|L01|D01");
    assertEquals(0, run.exitCode(), run::toString);
    assertTrue(run.out().contains("F01   byte-at-a-time         PASS\n"), run::out);
    assertTrue(run.out().endsWith(".html\n"), run::out);
    JsonNode nio = document().path("servers").path(0);
    assertEquals(4, nio.path("verdicts").path("PASS").asInt(), nio::toString);
    Element suites =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file(".xml").toFile())
            .getDocumentElement();
    assertEquals("testsuites", suites.getTagName());
    assertEquals(1, suites.getElementsByTagName("testsuite").getLength());
    assertEquals(4, suites.getElementsByTagName("testcase").getLength());
    assertEquals(0, suites.getElementsByTagName("failure").getLength());
  }

  @Test
  @DisplayName("a case that fails is exit code 1, and a second run keeps the files of the first")
  void failure() throws Exception {
    Run run = run(article("--case", "F01", "--timeout", "1s"));
    assertEquals(1, run.exitCode(), run::toString);
    assertTrue(run.out().contains("F01   byte-at-a-time         FAIL\n"), run::out);
    assertTrue(run.out().contains("got \"0x2\\n\""), run::out);
    List<Path> first = files();
    String content = Files.readString(first.getFirst());
    run(article("--case", "G01"));
    assertEquals(2 * first.size(), files().size());
    assertEquals(content, Files.readString(first.getFirst()));
  }

  @Test
  @Tag("thorough")
  @DisplayName("what the others fail is no failure of the run, and not in the XML")
  void others() throws Exception {
    Run run = run("--server", "nio", "--case", "F02", "--others");
    assertEquals(0, run.exitCode(), run::toString);
    assertTrue(run.out().contains("article (takes one read for one message) fails F02"), run::out);
    for (JsonNode server : document().path("servers")) {
      boolean isArticle = server.path("label").asString().equals("article");
      String verdict = isArticle ? "FAIL" : "PASS";
      assertEquals(
          verdict, server.path("results").path(0).path("verdict").asString(), server::toString);
    }
    assertFalse(Files.readString(file(".xml")).contains("article"));
  }

  @Test
  @DisplayName("mutants of the tested servers are tried, and are in the table and in the JSON")
  void mutants() throws Exception {
    Run run = run("--server", "nio", "--case", "G01", "--mutants=^line-limit$");
    assertEquals(0, run.exitCode(), run::toString);
    assertTrue(run.out().contains("line-limit  nio     F08    caught   a line of more"), run::out);
    JsonNode mutants = document().path("mutants");
    assertEquals(1, mutants.size(), mutants::toString);
    assertEquals("caught", mutants.path(0).path("outcome").asString());
  }

  @Test
  @DisplayName("of a server that does not start every case fails, for this reason")
  void noServer() throws Exception {
    Run run = run("--case", "F0[12]", "--", "sh", "-c", "echo no moon >&2; exit 7", "{port}");
    assertEquals(1, run.exitCode(), run::toString);
    JsonNode results = document().path("servers").path(0).path("results");
    assertEquals(2, results.size());
    for (JsonNode cell : results) {
      assertTrue(cell.path("reason").asString().contains("no moon"), cell::toString);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--server moon | 'moon' is not one of sync, threaded, nio, async, virtual",
        "--server nio --server nio | two servers are called 'nio'",
        "--server nio --port 1 | give --server, or --host and --port, or a command",
        "--host localhost | --host needs --port",
        "--port 1 --figures | --figures and --soak need a server that can be started",
        "--soak 1s | a soak takes at least 4s",
        "--port 65536 | the port must be from 1 to 65535: 65536",
        "--port 1 | nothing listens on 127.0.0.1, port 1",
        "--mutants=moon | no mutant of these servers matches 'moon'",
        "--mutants=( | '(' is not a regular expression",
        "--case moon | no case of tiers up to 2 matches 'moon'",
        "--tier 4 | it must be 1, 2 or 3",
        "--case ( | '(' is not a regular expression",
        "--trait one-client-at-a-time | the traits of the suite are known",
        "--trait moon | there is no trait 'moon'",
        "--timeout 2h | it must be from 1ms to 1h",
        "-- moon | the command has no {port}",
      })
  @DisplayName("wrong usage is exit code 2, and leaves no file")
  void usage(String arguments, String reason) throws IOException {
    Run run = run(arguments.split(" ", -1));
    assertEquals(2, run.exitCode(), run::toString);
    assertTrue(run.err().contains(reason), run::err);
    assertEquals(List.of(), files());
  }
}
