package hexline.theatre.server;

import hexline.cli.Printable;
import hexline.process.ChildProcess;
import hexline.process.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server as a process that listens. It ends with this object. */
public final class RunningServer implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile(".* listening on .*:(\\d{1,5}) .*");
  private static final Duration START_LIMIT = Duration.ofSeconds(60); // a machine may be busy
  private static final Duration STOP_LIMIT = Duration.ofSeconds(12); // a drain and a recording
  private static final int LAST_LINES = 5;
  private static final int POLL_MILLIS = 5;
  private static final int ANSWER_LIMIT_MILLIS = 30_000;

  /** Requests before the scene, so that it does not show how a JVM loads and compiles classes. */
  private static final int WARM_UP = 300;

  private static final int WARM_UP_WITH_WORK = 2; // each takes its time

  private final String label;
  private final List<String> command;
  private final ChildProcess process;
  private final InetSocketAddress address;

  private RunningServer(
      String label, List<String> command, ChildProcess process, InetSocketAddress address) {
    this.label = label;
    this.command = command;
    this.process = process;
    this.address = address;
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param work extra work of each request
   * @param watching how it is watched; empty for a server without probes
   * @throws IOException if it does not listen; the message has the last lines that it printed
   */
  public static RunningServer start(ServerSpec spec, String work, Optional<Watching> watching)
      throws IOException, InterruptedException {
    return switch (spec) {
      case ServerSpec.OfSuite suite -> {
        var arguments = new ArrayList<>(List.of("--port", "0", "--work", work));
        arguments.addAll(suite.options());
        List<String> command =
            watching.isPresent()
                ? watching.get().command(suite, arguments)
                : JavaCommand.of(List.of(), suite.mainClass(), arguments);
        yield start(suite.label(), command, JavaCommand.shown(command), 0);
      }
      case ServerSpec.External external -> {
        int port = Ports.free();
        List<String> words =
            external.command().stream()
                .map(word -> word.replace("{port}", "" + port).replace("{work}", work))
                .toList();
        List<String> command =
            watching.isPresent() ? watching.get().command(external, words) : words;
        yield start(external.label(), command, words, port);
      }
    };
  }

  /** Starts a command; port 0 if it announces its port. */
  private static RunningServer start(
      String label, List<String> command, List<String> shown, int port)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    JavaCommand.withoutVariables(builder.environment());
    ChildProcess process = ChildProcess.start(builder, STOP_LIMIT);
    try {
      long end = System.nanoTime() + START_LIMIT.toNanos();
      Supplier<Optional<InetSocketAddress>> look =
          port == 0 ? () -> announced(process) : () -> listening(port);
      Optional<InetSocketAddress> address = look.get();
      while (address.isEmpty()) {
        if (!process.isAlive()) {
          throw failure(label, process, process.ending() + " before it listened");
        }
        if (System.nanoTime() - end > 0) {
          throw failure(label, process, "did not listen within " + START_LIMIT.toSeconds() + " s");
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        address = look.get();
      }
      return new RunningServer(label, shown, process, address.get());
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  private static Optional<InetSocketAddress> announced(ChildProcess process) {
    return process
        .output()
        .firstLine()
        .map(LISTENING::matcher)
        .filter(Matcher::matches)
        .map(line -> new InetSocketAddress("127.0.0.1", Integer.parseInt(line.group(1))));
  }

  private static Optional<InetSocketAddress> listening(int port) {
    var address = new InetSocketAddress("127.0.0.1", port);
    try (var probe = new Socket()) {
      probe.connect(address, 1000);
      return Optional.of(address);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static IOException failure(String label, ChildProcess process, String what) {
    List<String> lines =
        Stream.of(process.output(), process.errors())
            .flatMap(output -> output.lastLines(LAST_LINES).stream())
            .toList();
    String printed = lines.isEmpty() ? "" : ": " + String.join(" | ", lines);
    return new IOException(Printable.of(label) + " " + what + printed);
  }

  public String label() {
    return label;
  }

  /** The command without class path and paths. */
  public List<String> command() {
    return command;
  }

  public InetSocketAddress address() {
    return address;
  }

  /** The processes of the server: itself, and what it has started. */
  public List<ProcessHandle> family() {
    return process.family();
  }

  /**
   * Lets it answer some requests before the scene.
   *
   * @throws IOException if it does not answer
   */
  public void warmUp(boolean hasWork) throws IOException {
    int requests = hasWork ? WARM_UP_WITH_WORK : WARM_UP;
    for (int connection = 0; connection < 2; connection++) {
      converse(hasWork ? 1 : requests / 2);
    }
  }

  /**
   * A further client comes and goes. The waits that began in the scene end with it, so that the
   * recorder writes them down.
   */
  public void endWaits() throws IOException {
    converse(1);
  }

  private void converse(int requests) throws IOException {
    try (var socket = new Socket()) {
      socket.setSoTimeout(ANSWER_LIMIT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(address, ANSWER_LIMIT_MILLIS);
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (int i = 0; i < requests; i++) {
        socket.getOutputStream().write("255\n".getBytes(StandardCharsets.US_ASCII));
        if (in.readLine() == null) {
          throw failure(label, process, "has closed a connection before the scene");
        }
      }
    }
  }

  /** Sends SIGTERM, and waits until it and its family have ended. */
  @Override
  public void close() {
    process.close();
  }
}
