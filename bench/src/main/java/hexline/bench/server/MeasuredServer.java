package hexline.bench.server;

import hexline.process.ChildProcess;
import hexline.process.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server that is being measured. One that the bench has started is a child process: the operating
 * system says what it uses, and it ends with this object and with this JVM, as {@link ChildProcess}
 * describes, by SIGTERM, and by SIGKILL if it has not ended after 7 s. Of a remote one nothing is
 * known but its answers; it is neither stopped nor signalled.
 */
public final class MeasuredServer implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(7); // more than a drain takes
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5); // to a remote server

  private final ServerSpec spec;
  private final InetSocketAddress address;
  private final @Nullable ServerStart started; // null if it is remote

  private MeasuredServer(
      ServerSpec spec, InetSocketAddress address, @Nullable ServerStart started) {
    this.spec = spec;
    this.address = address;
    this.started = started;
  }

  /**
   * Starts a server and waits until it listens, or connects to a remote one to see whether it does.
   *
   * @param work what it does for each request besides converting it, as in {@code block:10ms}; not
   *     for a remote server
   * @throws IOException if it ends or does not listen within 60 s; the message has the last lines
   *     that it printed
   */
  public static MeasuredServer start(ServerSpec spec, String work) throws IOException {
    return switch (spec) {
      case ServerSpec.Started local -> start(local, work, STOP_LIMIT);
      case ServerSpec.Remote remote -> reach(remote);
    };
  }

  /** Starts a server with another time between SIGTERM and SIGKILL. */
  static MeasuredServer start(ServerSpec.Started spec, String work, Duration stopLimit)
      throws IOException {
    int port = spec.kind().announces() ? 0 : Ports.free();
    List<String> command =
        spec.command().stream()
            .map(word -> word.replace("{port}", "" + port).replace("{work}", work))
            .toList();
    var builder = new ProcessBuilder(command);
    JavaCommand.withoutVariables(builder.environment());
    ChildProcess process = ChildProcess.start(builder, stopLimit);
    try {
      var start = new ServerStart(spec.label(), process);
      InetSocketAddress address =
          spec.kind().announces() ? start.awaitAnnouncement() : start.awaitListening(port);
      return new MeasuredServer(spec, address, start);
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  private static MeasuredServer reach(ServerSpec.Remote spec) throws IOException {
    var address = new InetSocketAddress(spec.host(), spec.port());
    try (var probe = new Socket()) {
      probe.connect(address, Math.toIntExact(CONNECT_LIMIT.toMillis()));
      return new MeasuredServer(spec, address, null);
    } catch (IOException e) {
      throw new IOException(
          spec.label()
              + ": cannot connect to "
              + spec.host()
              + ", port "
              + spec.port()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  public ServerSpec spec() {
    return spec;
  }

  public InetSocketAddress address() {
    return address;
  }

  /**
   * Its process and all processes that it has started, directly or not, and that run now. Empty if
   * it is remote.
   *
   * @throws IOException if it has ended; the message has the last lines that it printed
   */
  public List<ProcessHandle> family() throws IOException {
    if (started == null) {
      return List.of();
    }
    List<ProcessHandle> family = started.process().family();
    if (family.isEmpty() || family.getFirst().pid() != started.process().pid()) {
      throw started.failure("has ended");
    }
    return family;
  }

  /** The id of its process; absent if it is remote. */
  public OptionalLong pid() {
    return started == null ? OptionalLong.empty() : OptionalLong.of(started.process().pid());
  }

  /**
   * What the operating system says of its family now; absent if it is remote.
   *
   * @throws IOException if it has ended; the message has the last lines that it printed
   */
  public Optional<ProcessFigures> figures() throws IOException {
    if (started == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ProcessFigures.of(family()));
    } catch (IOException e) {
      throw started.process().isAlive() ? e : started.failure("has ended");
    }
  }

  /** Whether its process runs. Of a remote server that is not known: true. */
  public boolean isAlive() {
    return started == null || started.process().isAlive();
  }

  /** Stops it and waits until its family has ended, unless it is remote. */
  @Override
  public void close() {
    close(List.of(this));
  }

  /** Stops several at the same time and waits until all have ended. */
  public static void close(Collection<MeasuredServer> servers) {
    ChildProcess.close(
        servers.stream()
            .flatMap(server -> Stream.ofNullable(server.started))
            .map(ServerStart::process)
            .toList());
  }
}
