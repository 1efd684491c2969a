package hexline.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The life of a server's process: announcement, log, shutdown, exit code. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class LauncherTest {

  private static final List<String> ARABIC =
      List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.extensions=u-nu-arab");

  /** Sends SIGTERM; unlike {@link Process#destroy} this leaves the streams open. */
  private static void terminate(Process process) throws InterruptedException {
    process.toHandle().destroy();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the process ends on SIGTERM");
  }

  private static List<String> rest(BufferedReader reader) {
    return reader.lines().toList();
  }

  @Test
  void announcesWhereItListensAndDrainsOnSigterm() throws Exception {
    Process process = TestServer.start("--port", "0");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      String first = TestServer.line(out);
      String expected =
          "test-server listening on 127\\.0\\.0\\.1:[1-9][0-9]* \\(pid " + process.pid() + "\\)";
      assertTrue(first.matches(expected), first);
      terminate(process);
      assertEquals(143, process.exitValue());
      List<String> log = rest(err);
      assertTrue(log.getLast().endsWith("INFO hexline.test-server: drained"), log::toString);
      assertEquals("(end of output)", TestServer.line(out));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aShutdownThatDoesNotEndIsEndedByForce() throws Exception {
    Process process = TestServer.start("--port", "0", "--stuck", "--drain-timeout", "100ms");
    try (BufferedReader out = process.inputReader()) {
      TestServer.line(out);
      terminate(process);
      assertEquals(ForcedExit.CODE, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aStandardErrorThatNobodyReadsStopsNeitherServerNorShutdown() throws Exception {
    Process process = TestServer.start("--port", "0", "--verbose");
    try (BufferedReader out = process.inputReader()) {
      String announcement = TestServer.line(out);
      TestServer.letLog(announcement); // far more than a pipe holds
      TestServer.letLog(announcement);
      terminate(process);
      assertEquals(143, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void endsWithCode1WhenItsAcceptorDiesButNotWithAClientsThread() throws Exception {
    Process process = TestServer.start("--port", "0");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      try (Socket client = TestServer.connect(TestServer.line(out))) {
        client.getOutputStream().write(TestServer.DIE);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the process ends by itself");
      }
      assertEquals(1, process.exitValue());
      List<String> lines = rest(err).stream().filter(line -> line.contains(" died: ")).toList();
      assertEquals(2, lines.size(), lines.toString());
      assertTrue(lines.getFirst().contains(" WARNING "), lines.getFirst());
      assertTrue(lines.getLast().contains(" ERROR "), lines.getLast());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void outputDoesNotFollowTheLocale() throws Exception {

    Process process = TestServer.start(Map.of(), ARABIC, "--port", "0", "--verbose");
    try (BufferedReader out = process.inputReader(UTF_8);
        BufferedReader err = process.errorReader(UTF_8)) {
      String first = TestServer.line(out);
      assertTrue(first.matches("[\\x20-\\x7e]+:[0-9]+ \\(pid [0-9]+\\)"), first);
      TestServer.letLog(first);
      String rejected;
      do {
        rejected = TestServer.line(err);
      } while (!rejected.contains(" rejected ") && !rejected.equals("(end of output)"));
      assertTrue(
          rejected.matches("[0-9]{4}-[0-9-]+T[0-9:]+\\.[0-9]{3} DEBUG [\\x20-\\x7e]+"), rejected);
    } finally {
      process.destroyForcibly();
    }
    for (String option : List.of("--help", "--version")) {
      TestServer.Run run = TestServer.Run.of(Map.of(), ARABIC, option);
      assertTrue(run.out().matches("[\\x20-\\x7e\\s]+"), run.out());
    }
  }

  @Test
  void bindFailureIsOneLineAndExitCode1() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TestServer.Run run = TestServer.Run.of("--port", "" + taken.getLocalPort());
      assertEquals(1, run.exitCode());
      assertEquals("", run.out());
      assertEquals(1, run.err().lines().count(), run.err());
      assertTrue(run.err().startsWith("test-server: cannot listen on 127.0.0.1:"), run.err());
    }
  }

  @Test
  void aLoggingConfigurationOfTheUserIsLeftAlone() throws IOException, InterruptedException {
    List<String> own = List.of("-Djava.util.logging.SimpleFormatter.format=<%5$s>%n");
    Process process = TestServer.start(Map.of(), own, "--port", "0");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      TestServer.line(out);
      terminate(process);
      assertTrue(rest(err).contains("<drained>"), "the log has the user's format");
    } finally {
      process.destroyForcibly();
    }
  }
}
