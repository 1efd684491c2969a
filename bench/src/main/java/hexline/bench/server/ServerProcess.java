package hexline.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server as a child process. It ends with this object, and with this JVM at the latest, on Ctrl-C
 * too: first by SIGTERM, then by force, its own children included. If this JVM is killed, so that
 * nothing of it can run any more, a shell that waits for that ends the server.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Pattern ANNOUNCEMENT = Pattern.compile(".* listening on .*:(\\d+)\\b.*");
  private static final Duration START_LIMIT = Duration.ofSeconds(60); // a machine may be busy
  private static final Duration STOP_LIMIT = Duration.ofSeconds(7); // more than a drain takes
  private static final int LAST_LINES = 5;
  private static final Set<String> JVM_OPTIONS =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** Waits for the end of its input, which comes with the end of whoever holds the other end. */
  private static final String LEASH = "read -r _; kill -KILL \"$0\"";

  private static final Set<ServerProcess> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Object STARTING = new Object();
  private static boolean jvmEnds; // guarded by STARTING: nothing starts any more

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ServerProcess::stopAll, "stop-servers"));
  }

  private final ServerSpec spec;
  private final Process process;
  private final @Nullable Process leash;
  private final InetSocketAddress address;
  private final Deque<String> lastLines = new ArrayDeque<>();

  private ServerProcess(ServerSpec spec, String work) throws IOException {
    this.spec = spec;
    int port = spec.announces() ? 0 : freePort();
    List<String> command =
        spec.command().stream()
            .map(word -> word.replace("{port}", "" + port).replace("{work}", work))
            .toList();
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(ServerProcess::changesServers);
    synchronized (STARTING) {
      if (jvmEnds) {
        throw new IOException(spec.label() + " is not started: this JVM ends");
      }
      this.process = builder.start();
      RUNNING.add(this);
    }
    leash = leash(process.pid());
    var firstLine = new CompletableFuture<String>();
    follow("stdout", process.getInputStream(), firstLine);
    follow("stderr", process.getErrorStream(), new CompletableFuture<>());
    try {
      this.address = spec.announces() ? announced(firstLine) : accepting(port);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param work what it does for each request besides converting it, as in {@code block:10ms}
   * @throws IOException if it ends or does not listen in time; the message has its last words
   */
  public static ServerProcess start(ServerSpec spec, String work) throws IOException {
    return new ServerProcess(spec, work);
  }

  public ServerSpec spec() {
    return spec;
  }

  public InetSocketAddress address() {
    return address;
  }

  /** Its process and whatever that has started by now. */
  public List<ProcessHandle> family() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  public long pid() {
    return process.pid();
  }

  /**
   * What the operating system says of it now, its children included.
   *
   * @throws IOException if it has ended; the message has its last words
   */
  public ProcessFigures figures() throws IOException {
    try {
      return ProcessFigures.of(family());
    } catch (IOException e) {
      throw failure("has ended");
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  private InetSocketAddress announced(CompletableFuture<String> firstLine) throws IOException {
    String line;
    try {
      line = firstLine.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failure("did not say where it listens");
    } catch (ExecutionException e) {
      throw failure("ended before it listened");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was not waited for");
    }
    Matcher announcement = ANNOUNCEMENT.matcher(line);
    if (!announcement.matches()) {
      throw failure("said '" + line + "' instead of where it listens");
    }
    return onLoopback(Integer.parseInt(announcement.group(1)));
  }

  /** Knocks until someone opens. */
  private InetSocketAddress accepting(int port) throws IOException {
    InetSocketAddress there = onLoopback(port);
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive()) {
      try (var knock = new Socket()) {
        knock.connect(there, 1000);
        return there;
      } catch (IOException e) {
        if (System.nanoTime() - end > 0) {
          throw failure("did not listen on its {port}");
        }
        pause();
      }
    }
    throw failure("ended before it listened");
  }

  private IOException failure(String what) {
    synchronized (lastLines) {
      String words = lastLines.isEmpty() ? "" : ": " + String.join(" | ", lastLines);
      return new IOException(spec.label() + " " + what + words);
    }
  }

  private void follow(String name, InputStream stream, CompletableFuture<String> firstLine) {
    Thread.ofPlatform()
        .daemon()
        .name(spec.label() + "-" + name)
        .start(() -> {
          try (var lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
              firstLine.complete(line);
              synchronized (lastLines) {
                lastLines.addLast(line);
                if (lastLines.size() > LAST_LINES) {
                  lastLines.removeFirst();
                }
              }
            }
          } catch (IOException e) {
            // The process is gone.
          }
          firstLine.completeExceptionally(new IOException("end of output"));
        });
  }

  /** Stops it and waits until it is gone. */
  @Override
  public void close() {
    close(List.of(this));
  }

  /** Stops several at the same time and waits until all are gone. */
  public static void close(Collection<ServerProcess> servers) {
    close(servers, STOP_LIMIT);
  }

  /** The same with so much time until what still runs is ended by force. */
  static void close(Collection<ServerProcess> servers, Duration limit) {
    List<ServerProcess> all = List.copyOf(servers);
    // Before the signal: whoever has lost its parent is nobody's child.
    List<ProcessHandle> children =
        all.stream().flatMap(server -> server.process.descendants()).toList();
    all.forEach(server -> server.process.destroy());
    long end = System.nanoTime() + limit.toNanos();
    all.forEach(server -> server.awaitEnd(end - System.nanoTime()));
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private void awaitEnd(long nanos) {
    try {
      if (!process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (leash != null) {
      leash.destroyForcibly();
    }
    RUNNING.remove(this);
  }

  private static @Nullable Process leash(long pid) {
    try {
      return new ProcessBuilder("sh", "-c", LEASH, "" + pid).start();
    } catch (IOException e) {
      return null; // no shell here
    }
  }

  /** Whether a variable is an option of a server, or of its JVM, that no result would show. */
  private static boolean changesServers(String variable) {
    return variable.startsWith("HEXLINE_") || JVM_OPTIONS.contains(variable);
  }

  private static void stopAll() {
    synchronized (STARTING) {
      jvmEnds = true;
    }
    close(RUNNING);
  }

  private static InetSocketAddress onLoopback(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
