package hexline.bench.server;

import hexline.process.ChildProcess;
import hexline.process.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server in a child process, measured from outside. It ends with this object and with this JVM,
 * as {@link ChildProcess} describes: by SIGTERM, and by SIGKILL if it has not ended after 7 s.
 */
public final class MeasuredServer implements AutoCloseable {

  private static final Pattern ANNOUNCEMENT = Pattern.compile(".* listening on .*:(\\d+)\\b.*");
  private static final Duration START_LIMIT = Duration.ofSeconds(60); // a machine may be busy
  private static final Duration STOP_LIMIT = Duration.ofSeconds(7); // more than a drain takes
  private static final int LAST_LINES = 5;
  private static final int POLL_MILLIS = 5;
  private static final Set<String> JVM_OPTIONS =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private final ServerSpec spec;
  private final ChildProcess process;
  private final InetSocketAddress address;

  private MeasuredServer(ServerSpec spec, ChildProcess process, int port) throws IOException {
    this.spec = spec;
    this.process = process;
    this.address = spec.announces() ? awaitAnnouncement() : awaitListening(port);
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param work what it does for each request besides converting it, as in {@code block:10ms}
   * @throws IOException if it ends or does not listen within 60 s; the message has the last lines
   *     that it printed
   */
  public static MeasuredServer start(ServerSpec spec, String work) throws IOException {
    return start(spec, work, STOP_LIMIT);
  }

  /** The same with another time between SIGTERM and SIGKILL. */
  static MeasuredServer start(ServerSpec spec, String work, Duration stopLimit) throws IOException {
    int port = spec.announces() ? 0 : Ports.free();
    List<String> command =
        spec.command().stream()
            .map(word -> word.replace("{port}", "" + port).replace("{work}", work))
            .toList();
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(MeasuredServer::changesServers);
    ChildProcess process = ChildProcess.start(builder, stopLimit);
    try {
      return new MeasuredServer(spec, process, port);
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  public ServerSpec spec() {
    return spec;
  }

  public InetSocketAddress address() {
    return address;
  }

  /**
   * Its process and all processes that it has started, directly or not, and that run now.
   *
   * @throws IOException if it has ended; the message has the last lines that it printed
   */
  public List<ProcessHandle> family() throws IOException {
    List<ProcessHandle> family = process.family();
    if (family.isEmpty() || family.getFirst().pid() != process.pid()) {
      throw failure("has ended");
    }
    return family;
  }

  public long pid() {
    return process.pid();
  }

  /**
   * What the operating system says of its family now.
   *
   * @throws IOException if it has ended; the message has the last lines that it printed
   */
  public ProcessFigures figures() throws IOException {
    try {
      return ProcessFigures.of(family());
    } catch (IOException e) {
      throw process.isAlive() ? e : failure("has ended");
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  private InetSocketAddress awaitAnnouncement() throws IOException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (process.output().firstLine().isEmpty()) {
      if (!process.isAlive()) {
        throw failure(process.ending() + " before it listened");
      }
      if (System.nanoTime() - end > 0) {
        throw failure(
            "printed no line with 'listening on' within %d s".formatted(START_LIMIT.toSeconds()));
      }
      pause();
    }
    String line = process.output().firstLine().orElseThrow();
    Matcher announcement = ANNOUNCEMENT.matcher(line);
    if (!announcement.matches()) {
      throw failure("printed '" + line + "' instead of a line with 'listening on'");
    }
    return onLoopback(Integer.parseInt(announcement.group(1)));
  }

  /** Connects again and again until the port accepts. */
  private InetSocketAddress awaitListening(int port) throws IOException {
    InetSocketAddress address = onLoopback(port);
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive()) {
      if (accepts(address) && process.isAlive()) {
        return address;
      }
      if (System.nanoTime() - end > 0) {
        throw failure(
            "did not listen on its {port} within %d s".formatted(START_LIMIT.toSeconds()));
      }
      pause();
    }
    throw failure(process.ending() + " before it listened");
  }

  private static boolean accepts(InetSocketAddress address) {
    try (var probe = new Socket()) {
      probe.connect(address, 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private IOException failure(String what) {
    if (!process.isAlive()) {
      process.kill(); // its family holds the pipes open
      awaitLastLines();
    }
    List<String> lines =
        Stream.of(process.output(), process.errors())
            .flatMap(output -> output.lastLines(LAST_LINES).stream())
            .toList();
    String printed = lines.isEmpty() ? "" : ": " + String.join(" | ", lines);
    return new IOException(spec.label() + " " + what + printed);
  }

  private void awaitLastLines() {
    try {
      process.output().awaitEnd();
      process.errors().awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops it and waits until its family has ended. */
  @Override
  public void close() {
    process.close();
  }

  /** Stops several at the same time and waits until all have ended. */
  public static void close(Collection<MeasuredServer> servers) {
    ChildProcess.close(servers.stream().map(server -> server.process).toList());
  }

  /** Whether a variable is an option of a server, or of its JVM, that no result would show. */
  private static boolean changesServers(String variable) {
    return variable.startsWith("HEXLINE_") || JVM_OPTIONS.contains(variable);
  }

  private static InetSocketAddress onLoopback(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  private void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted while it started");
    }
  }
}
