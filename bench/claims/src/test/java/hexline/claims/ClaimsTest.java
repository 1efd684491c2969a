package hexline.claims;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.server.JavaCommand;
import hexline.process.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line. */
@Timeout(120)
class ClaimsTest {

  private static final int USAGE = 2;

  private record Printed(int exit, String out, String err) {

    /** The same as one line, so that it does not matter where lines are broken. */
    String words() {
      return out.replaceAll("\\s+", " ");
    }
  }

  private static Printed run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new StringWriter();
    PrintStream standard = System.out;
    try (var captured = new PrintStream(out, true, UTF_8)) {
      System.setOut(captured);
      CommandLine command = Claims.commandLine(new Claims()).setErr(new PrintWriter(err));
      int exit = command.execute(arguments);
      return new Printed(exit, out.toString(UTF_8), err.toString());
    } finally {
      System.setOut(standard);
    }
  }

  @Test
  @DisplayName("--list prints every id and sentence, and runs nothing")
  void list() {
    Printed printed = run("--list");
    assertEquals(0, printed.exit());
    for (Claim claim : ClaimList.ALL) {
      assertTrue(printed.out().lines().anyMatch(claim.id()::equals), claim.id());
      assertTrue(printed.words().contains(claim.sentence()), claim.id());
    }
  }

  @Test
  @DisplayName("an unknown id is wrong usage, in two lines")
  void unknown() {
    Printed printed = run("no-such-claim");
    assertEquals(USAGE, printed.exit());
    assertTrue(printed.err().contains("there is no claim 'no-such-claim'"), printed::err);
    assertEquals(2, printed.err().lines().count());
  }

  @Test
  @DisplayName("a file that cannot be written is found out before anything is measured")
  void unwritable(@TempDir Path folder) throws IOException {
    Path noFolder = Files.createFile(folder.resolve("file"));
    Printed printed = run("nonblocking-read", "-o", noFolder.resolve("results.json").toString());
    assertEquals(1, printed.exit());
    assertEquals("", printed.out());
    assertEquals(1, printed.err().lines().count(), printed::err);
  }

  @Test
  @DisplayName("a run prints claim, prediction, evidence and verdict, and the rule")
  void prints() {
    Printed printed = run("both-insert");
    assertEquals(0, printed.exit(), printed::out);
    Claim claim = ClaimList.byId("both-insert").orElseThrow();
    assertTrue(printed.out().contains("\nboth-insert: HOLDS\n"), printed::out);
    assertTrue(printed.words().contains("claim " + claim.sentence()), printed::out);
    assertTrue(printed.words().contains("predicted HOLDS. "), printed::out);
    assertTrue(printed.words().contains("both tasks inserted in "), printed::out);
    assertTrue(printed.words().contains("rule FAILS if "), printed::out);
    assertTrue(printed.words().contains("1 claim: 1 HOLDS"), printed::out);
    assertTrue(printed.out().contains(" left\n"), "progress: " + printed.out());
  }

  @Test
  @DisplayName("the file has the verdict, the evidence and the digest")
  void file(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new").resolve("results.json");
    Printed printed = run("lock-cures", "both-insert", "lock-cures", "-o", file.toString());
    assertEquals(0, printed.exit(), printed::out);
    CommittedResults results = CommittedResults.read(file);
    assertEquals(2, results.quotes().size(), "each claim once");
    CommittedResults.Quote quote = results.quote("lock-cures").orElseThrow();
    Claim claim = ClaimList.byId("lock-cures").orElseThrow();
    assertEquals(claim.digest(), quote.digest());
    assertEquals("HOLDS", quote.verdict());
    assertEquals(claim.sentence(), quote.claim());
    assertTrue(
        quote.finding().startsWith("With a lock both tasks inserted in 0 %"), quote::finding);
    assertEquals("./run claims lock-cures", quote.command());
    assertTrue(Files.readString(file).contains("\"command\" : \"./run claims lock-cures both"));
  }

  @Test
  @DisplayName("a run that is ended prints and writes what is known")
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
  void ended(@TempDir Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("results.json");
    List<String> command =
        JavaCommand.of(
            "hexline.claims.Claims",
            List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"),
            List.of("both-insert", "synchronized-pins", "-o", file.toString()));
    try (var child = ChildProcess.start(new ProcessBuilder(command), Duration.ofSeconds(20))) {
      while (child.output().lastLines(20).stream()
          .noneMatch(l -> l.contains("synchronized-pins"))) {
        assertFalse(
            child.endsWithin(Duration.ofMillis(10)), () -> child.output().lastLines(20).toString());
      }
      assertTrue(child.terminate());
      assertTrue(child.endsWithin(Duration.ofSeconds(60)));
      String printed = String.join("\n", child.output().awaitEnd().lastLines(100));
      assertTrue(printed.contains("both-insert: HOLDS"), printed);
      assertTrue(printed.endsWith("Interrupted."), printed);
      CommittedResults results = CommittedResults.read(file);
      assertTrue(results.isInterrupted());
      assertTrue(results.quote("both-insert").isPresent());
    }
  }
}
