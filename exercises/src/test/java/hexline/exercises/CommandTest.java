package hexline.exercises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.process.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exercises as they are used from the command line, in a folder of their own. */
@Timeout(120)
class CommandTest {

  private static final Exercise SYNC_1 = ExerciseList.find("sync-1").orElseThrow();

  private record Run(int exitCode, String out, String err) {}

  @TempDir private Path path;

  private Folder folder = new Folder(Path.of(""));

  @BeforeEach
  void copyFiles() throws IOException {
    folder = new Folder(path);
    var repository = new Folder(Path.of(""));
    for (Exercise each : ExerciseList.ALL) {
      Files.createDirectories(folder.start(each).resolveSibling(""));
      Files.copy(repository.start(each), folder.start(each));
      Files.createDirectories(folder.answer(each).resolveSibling(""));
      Files.copy(repository.answer(each), folder.answer(each));
    }
  }

  private Run run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var words = new ArrayList<>(List.of(arguments));
    if (!words.isEmpty()) {
      words.addAll(List.of("--timeout", "3s"));
    }
    int exitCode =
        Exercises.run(
            words.toArray(String[]::new), folder, new PrintWriter(out), new PrintWriter(err));
    return new Run(exitCode, out.toString(), err.toString());
  }

  @Test
  @DisplayName("without an id all exercises are listed, with title and effort")
  void list() {
    Run run = run();
    assertEquals(0, run.exitCode, run.err);
    for (Exercise each : ExerciseList.ALL) {
      String row = " +" + each.id() + " +" + each.title() + " +" + each.effort();
      assertTrue(run.out.lines().anyMatch(line -> line.matches(row)), row);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "moon-1",
        "--answer",
        "sync-1 --answer --reset",
        "sync-1 --what",
        "sync-1 --timeout soon",
        "sync-1 --serve --port 0",
        "sync-1 nio-1"
      })
  @DisplayName("wrong usage is exit code 2, the reason, and where to get help")
  void usage(String line) {
    Run run = run(line.split(" ", -1));
    assertEquals(2, run.exitCode, run.err);
    assertEquals(2, run.err.lines().count(), run.err);
    assertTrue(run.err.startsWith("exercise: "), run.err);
    assertEquals("", run.out);
    assertFalse(Files.exists(path.resolve("mine")));
  }

  @Test
  @DisplayName("the first run puts the file in its place; red has what was seen, and a hint")
  void red() throws IOException {
    Run run = run("sync-1");
    assertEquals(1, run.exitCode, run.err);
    assertEquals(-1, Files.mismatch(folder.start(SYNC_1), folder.mine(SYNC_1)));
    for (String part :
        List.of(
            "sync-1  The answer that stays in the buffer (sync, one line)\n",
            "\n  The server writes into a BufferedOutputStream, ",
            Folder.typed(folder.mine(SYNC_1)) + "  (new: edit it)\n",
            "\ngreen   A client that sends lines and then FIN gets all answers.\n",
            "\nRED     G01 basic: Decimal in, Python's hex() out.\n",
            "\n        seen: after sending \"0\\n\": expected \"0x0\\n\", got nothing for 3000 ms\n",
            "\nhint    Which statement is the last one ")) {
      assertTrue(run.out.contains(part), part + " is not in\n" + run.out);
    }
  }

  @Test
  @DisplayName("a file that is right is green, and the path of an answer follows")
  void green() throws IOException {
    assertTrue(folder.begin(SYNC_1));
    Files.writeString(folder.mine(SYNC_1), Files.readString(folder.answer(SYNC_1)));
    assertFalse(folder.begin(SYNC_1), "it is not written a second time");
    Run run = run("sync-1");
    assertEquals(0, run.exitCode, run.out);
    assertTrue(run.out.contains("\nsync-1 is green. A client that waits "), run.out);
    assertTrue(run.out.contains(Folder.typed(folder.answer(SYNC_1))), run.out);
  }

  @Test
  @DisplayName("--answer prints the path of the answer and tries it, and leaves your file alone")
  void answer() throws IOException {
    assertTrue(folder.begin(SYNC_1));
    Run run = run("sync-1", "--answer");
    assertEquals(0, run.exitCode, run.out);
    assertTrue(run.out.contains(Folder.typed(folder.answer(SYNC_1))), run.out);
    assertEquals(-1, Files.mismatch(folder.start(SYNC_1), folder.mine(SYNC_1)));
  }

  @Test
  @DisplayName("--reset begins anew and keeps what was there, each time in another file")
  void reset() throws IOException {
    assertTrue(folder.begin(SYNC_1));
    for (int i = 1; i <= 2; i++) {
      Files.writeString(folder.mine(SYNC_1), "mine " + i);
      Run run = run("sync-1", "--reset");
      assertEquals(0, run.exitCode, run.err);
      assertEquals(-1, Files.mismatch(folder.start(SYNC_1), folder.mine(SYNC_1)));
      Path kept = folder.mine(SYNC_1).resolveSibling("Server.java." + i);
      assertEquals("mine " + i, Files.readString(kept));
      assertTrue(run.out.contains(Folder.typed(kept)), run.out);
    }
    run("sync-1", "--reset");
    assertFalse(Files.exists(folder.mine(SYNC_1).resolveSibling("Server.java.3")), "no change");
  }

  @Test
  @DisplayName("a file that does not compile is red, with file and line")
  void compilerError() throws IOException {
    Run run = runFile("class Server {\n  int x = y;\n}\n");
    assertEquals(1, run.exitCode, run.out);
    assertTrue(run.out.contains("Server.java:2: error: cannot find symbol"), run.out);
    assertTrue(run.out.contains("\nRED     the file does not compile\n"), run.out);
  }

  private Run runFile(String text) throws IOException {
    folder.begin(SYNC_1);
    Files.writeString(folder.mine(SYNC_1), text);
    return run("sync-1");
  }

  private static String serverWith(String main) {
    return "class Server { public static void main(String[] args) throws Exception {"
        + main
        + "} }";
  }

  @Test
  @DisplayName("whatever the file does, the trial has an outcome")
  void hostileFiles() throws IOException {
    Run run = runFile(serverWith("System.exit(3);"));
    assertEquals(1, run.exitCode, run.out);
    assertTrue(run.out.contains("the server's JVM ended with exit code 3: who has ended it?"));

    run = runFile(serverWith("System.err.println(\"so far\"); throw new Exception(\"mine\");"));
    assertEquals(1, run.exitCode, run.out);
    assertTrue(run.out.contains("main has ended with java.lang.Exception: mine"), run.out);
    assertTrue(run.out.contains("\n          so far\n"), run.out);

    run = runFile("class Client {}");
    assertEquals(1, run.exitCode, run.out);
    String words = run.out.replaceAll("\\s+", " "); // lines may be broken
    assertTrue(words.contains("there is no class Server with public static void main"), run.out);
  }

  @Test
  @Tag("thorough")
  @DisplayName("a file that starts and does not listen has an outcome")
  void neverListens() throws IOException {
    Run run = runFile(serverWith("while (true) { Thread.onSpinWait(); }"));
    assertEquals(1, run.exitCode, run.out);
    assertTrue(run.out.contains("main runs, and does not listen"), run.out);
  }

  @Test
  @DisplayName("--serve starts the server in the file, and ends with it")
  void serve() throws Exception {
    String port = "" + Ports.free();
    folder.begin(SYNC_1);
    Files.writeString(
        folder.mine(SYNC_1),
        """
        import java.net.ServerSocket;
        class Server {
          public static void main(String[] args) throws Exception {
            try (var listener = new ServerSocket(Integer.parseInt(args[1]))) {
              listener.accept().close();
            }
          }
        }
        """);
    var ended = new Thread(() -> connectUntilAccepted(Integer.parseInt(port)));
    ended.start();
    Run run = run("sync-1", "--serve", "--port", port);
    ended.join();
    assertEquals(0, run.exitCode, run.out + run.err);
    assertTrue(run.out.contains("sync-1 on port " + port + ": try 'nc localhost " + port), run.out);
  }

  private static void connectUntilAccepted(int port) {
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }
}
