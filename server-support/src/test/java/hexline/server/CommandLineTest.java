package hexline.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.cli.Durations;
import hexline.protocol.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/** The command line that all servers share, of a server that does nothing but listen. */
@Timeout(60)
class CommandLineTest {

  @Command(name = "test-server")
  static final class Main implements Launcher.Starter {
    @Override
    public HexServer start(ServerConfig config, Work handler) throws IOException {
      var listener = new ServerSocket();
      listener.bind(config.bind());
      Thread acceptor =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  if (listener.accept().getInputStream().read() == '!') {
                    var client = Thread.ofPlatform().daemon().start(Main::die);
                    client.join();
                    die();
                  }
                } catch (IOException | InterruptedException e) {
                  // Closed by the shutdown.
                }
              });
      System.err.println(config + " " + handler);
      return new HexServer() {
        @Override
        public InetSocketAddress address() {
          return (InetSocketAddress) listener.getLocalSocketAddress();
        }

        @Override
        public void close() {
          try {
            listener.close();
            acceptor.join();
            System.err.println("drained");
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      };
    }

    private static void die() {
      throw new OutOfMemoryError("thrown by a test");
    }

    public static void main(String[] args) {
      Launcher.run(new Main(), args);
    }
  }

  private static Process start(Map<String, String> environment, String... args) throws IOException {
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-XX:TieredStopAtLevel=1"); // it is short
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Exit code, standard output and standard error of a run that ends by itself. */
  private record Run(int exitCode, String out, String err) {
    static Run of(String... args) throws IOException, InterruptedException {
      return of(Map.of(), args);
    }

    static Run of(Map<String, String> environment, String... args)
        throws IOException, InterruptedException {
      Process process = start(environment, args);
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
      return new Run(process.waitFor(), out, err);
    }
  }

  private static String line(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    return line == null ? "(end of output)" : line;
  }

  @Test
  void announcesWhereItListensAndDrainsOnSigterm() throws Exception {
    Process process = start(Map.of(), "--port", "0");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      String first = line(out);
      String expected =
          "test-server listening on 127\\.0\\.0\\.1:[1-9]\\d* \\(pid " + process.pid();
      assertTrue(first.matches(expected + "\\)"), first);
      process.toHandle().destroy(); // leaves the streams open
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends on SIGTERM");
      assertEquals(143, process.exitValue());
      assertTrue(err.lines().toList().contains("drained"), "the shutdown closes the server");
      assertEquals("(end of output)", line(out));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void endsLoudlyWhenItsAcceptorDiesButNotWithAClientsThread() throws Exception {
    Process process = start(Map.of(), "--port", "0");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      Matcher port = Pattern.compile(":(\\d+) ").matcher(line(out));
      assertTrue(port.find());
      var loopback = InetAddress.getLoopbackAddress();
      try (var client = new Socket(loopback, Integer.parseInt(port.group(1)))) {
        client.getOutputStream().write('!');
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends by itself");
      }
      assertEquals(1, process.exitValue());
      List<String> lines = err.lines().filter(line -> line.contains("thrown by a test")).toList();
      assertEquals(2, lines.size(), lines.toString());
      assertTrue(lines.getFirst().contains(" WARNING "), lines.getFirst());
      assertTrue(lines.getLast().contains(" SEVERE "), lines.getLast());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void takesDefaultsFromTheEnvironmentAndOptionsBeforeThem() throws Exception {
    Process process =
        start(
            Map.of("HEXLINE_PORT", "0", "HEXLINE_IDLE_TIMEOUT", "7s", "HEXLINE_BACKLOG", "5"),
            "--backlog",
            "6",
            "--work",
            "block:10ms",
            "--host",
            "::1");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      String config = line(err);
      assertTrue(config.contains("idleTimeout=PT7S"), config);
      assertTrue(config.contains("backlog=6"), config);
      assertTrue(config.contains("maxConnections=10000"), config);
      assertTrue(config.contains("Block[time=PT0.01S]"), config);
      assertTrue(line(out).contains(" listening on [0:0:0:0:0:0:0:1]:"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void bindFailureIsOneLineAndExitCode1() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = Run.of("--port", "" + taken.getLocalPort());
      assertEquals(1, run.exitCode());
      assertEquals("", run.out());
      assertEquals(1, run.err().lines().count(), run.err());
      assertTrue(run.err().startsWith("test-server: cannot listen on 127.0.0.1:"), run.err());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port=65536",
        "--port=x",
        "--idle-timeout=5",
        "--idle-timeout=0s",
        "--idle-timeout=999999999h",
        "--work=block:999999999h",
        "@/etc/hostname",
        "--work=sleep:1s",
        "--max-connections=0",
        "--backlog=-1",
        "--nonsense",
        "stray",
      })
  void wrongUsageIsTwoLinesAndExitCode2(String argument) throws Exception {
    Run run = Run.of(argument);
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(2, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("test-server: "), run.err());
    assertTrue(run.err().contains("--help"), run.err());
  }

  @Test
  void aWrongVariableIsNamedAndKeepsNobodyFromTheHelp() throws Exception {
    Map<String, String> wrong = Map.of("HEXLINE_IDLE_TIMEOUT", "soon");
    Run run = Run.of(wrong, "--port", "0");
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains("HEXLINE_IDLE_TIMEOUT"), run.err());
    Run help = Run.of(wrong, "--help");
    assertEquals(0, help.exitCode(), help.err());
    assertTrue(help.out().contains("--idle-timeout"), help.out());
  }

  @Test
  void helpAndVersionGoToStandardOutput() throws Exception {
    Run help = Run.of("--help");
    assertEquals(0, help.exitCode());
    for (String option :
        List.of("--host", "--port", "--max-connections", "--drain-timeout", "--work")) {
      assertTrue(help.out().contains(option), () -> option + " is missing in " + help.out());
    }
    assertTrue(Run.of("--version").out().startsWith("hexline test-server "));
  }

  @ParameterizedTest
  @CsvSource({
    "10us,10000",
    "10ms,10000000",
    "5s,5000000000",
    "2m,120000000000",
    "1h,3600000000000"
  })
  void timesHaveAUnit(String text, long nanos) {
    assertEquals(Duration.ofNanos(nanos), Durations.parse(text));
    assertEquals(text, Durations.format(Duration.ofNanos(nanos)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5 s", "-5s", "5S", "1.5s", "1d", "9999999999s", "8761h"})
  void otherTimesAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
  }
}
