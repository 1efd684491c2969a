package hexline.conformance.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.Violation;
import hexline.process.ChildProcess;
import hexline.process.Output;
import hexline.process.Ports;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A server that the kit has started: its signals, its figures, its output. It is killed when this
 * is closed or the JVM ends, as {@link ChildProcess} describes.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Duration TO_STOP = Duration.ofSeconds(10);
  private static final int LAST_LINES = 20; // of the output of a server that does not start
  private static final Duration NO_GRACE = Duration.ZERO;
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(15); // between attempts to connect

  /**
   * How long the family is not searched for again, which takes some milliseconds of a processor.
   */
  private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(100);

  private final Target.Command command;
  private final List<String> words;
  private final Map<String, String> environment;
  private final ChildProcess process;
  private final InetSocketAddress address;
  private final Optional<ControlGroup> group; // that is removed with it
  private volatile boolean terminated;
  private volatile Family family = new Family(List.of(), System.nanoTime() - FRESH);

  /** The processes of the server, as they were found at this time. */
  private record Family(List<ProcessHandle> processes, long time) {}

  /** Starts the process, which need not listen when this returns. */
  private ServerProcess(
      Target.Command command,
      List<String> words,
      Map<String, String> environment,
      InetSocketAddress address,
      Optional<ControlGroup> group)
      throws IOException {
    this.command = command;
    this.words = words;
    this.environment = environment;
    this.address = address;
    this.group = group;
    var builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    process = ChildProcess.start(builder, NO_GRACE);
  }

  /**
   * Starts a server and waits until its port accepts.
   *
   * @throws IOException if the command cannot be run, ends, or does not listen within the limit
   * @throws KitFailure if the kit has no descriptors for it
   * @throws Skipped if this system cannot limit a process as the case wants it
   */
  public static ServerProcess start(
      Target.Command command, Launch launch, Map<String, String> environment, Duration limit)
      throws IOException {
    Optional<ControlGroup> group = launch.limits().group();
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
      List<String> words =
          launch.limits().inFrontOf(command.on(address.getPort(), launch.options()));
      List<String> grouped = group.map(each -> each.inFrontOf(words)).orElse(words);
      var server = new ServerProcess(command, grouped, environment, address, group);
      server.awaitListening(limit);
      return server;
    } catch (IOException e) {
      group.ifPresent(ControlGroup::close);
      KitFailure.throwIfNoDescriptors();
      throw e;
    } catch (Skipped e) {
      group.ifPresent(ControlGroup::close);
      throw e;
    }
  }

  /**
   * Starts the same command once more, for the same port. The new process need not listen when this
   * returns.
   *
   * @throws IOException if the command cannot be run
   */
  public ServerProcess startAnother() throws IOException {
    return new ServerProcess(command, words, environment, address, Optional.empty());
  }

  /**
   * Waits until the port accepts.
   *
   * @throws IOException if the process ends before that, or the port does not accept within the
   *     limit; then the process is killed
   */
  public void awaitListening(Duration limit) throws IOException {
    try {
      pollPort(limit);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void pollPort(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - end < 0) {
      if (!process.isAlive()) {
        String ending = process.ending(); // before the kill: it names what runs in the background
        process.kill(); // a process in the background keeps the pipes open, so no output would end
        throw new IOException(
            "'%s' %s before it listened%s".formatted(String.join(" ", words), ending, lastLines()));
      }
      if (accepts(address)) {
        return;
      }
      LockSupport.parkNanos(LOOK);
    }
    throw new IOException(
        "'%s' does not listen on port %d after %d ms%s"
            .formatted(String.join(" ", words), address.getPort(), limit.toMillis(), lastLines()));
  }

  /** An error is the kit's: it has no descriptor or port for the connection. */
  private static boolean accepts(InetSocketAddress address) throws IOException {
    try (var probe = new Socket()) {
      probe.setTcpNoDelay(true); // which creates the socket
      try {
        probe.connect(address, 1000);
        return true;
      } catch (BindException e) {
        throw e;
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** The command that has started it, without a port. */
  public Target.Command command() {
    return command;
  }

  public InetSocketAddress address() {
    return address;
  }

  /** The id of the process that was started; others of its family have their own. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whether the process ends in this time, or has ended. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.endsWithin(time);
  }

  /** Whether a case has ended it. */
  public boolean wasTerminated() {
    return terminated;
  }

  /** The last lines that it has written to standard error, or else to standard output. */
  private String lastLines() throws IOException {
    try {
      for (Output each : List.of(process.errors(), process.output())) {
        Output complete = process.isAlive() ? each : each.awaitEnd();
        List<String> lines = complete.lastLines(LAST_LINES);
        if (!lines.isEmpty()) {
          return "; its last output:\n  " + String.join("\n  ", lines);
        }
      }
      return ", and printed nothing";
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  /** How the process ended, with the last line that it has written to standard error. */
  public String ending() {
    String last = String.join("", process.errors().lastLines(1));
    return process.ending() + (last.isEmpty() ? "" : ": " + last);
  }

  /** Sends SIGTERM. */
  public void terminate() {
    if (!process.terminate()) {
      throw new Skipped("this system has no SIGTERM");
    }
    terminated = true;
  }

  /**
   * Waits until the process has ended.
   *
   * @return its exit code
   * @throws Violation if it takes longer
   */
  public int awaitExit(Duration limit) throws InterruptedException {
    if (!process.endsWithin(limit)) {
      throw Violation.expected(
          "the process to end within %d ms of SIGTERM".formatted(limit.toMillis()),
          "a process that still runs");
    }
    return process.exitValue();
  }

  /**
   * The exit code.
   *
   * @throws IllegalThreadStateException if it has not ended
   */
  public int exitCode() {
    return process.exitValue();
  }

  /** Sends SIGSTOP: the kernel goes on to take connections and bytes, the server does not. */
  public void pause() throws IOException, InterruptedException {
    signal("-STOP");
    awaitStopped();
  }

  /** On a busy machine a thread may run on for a while; nobody knows where there is no /proc. */
  private void awaitStopped() throws IOException {
    long end = System.nanoTime() + TO_STOP.toNanos();
    while (threads(state -> "TtZX".indexOf(state) < 0) > 0) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("a thread runs on " + TO_STOP.toMillis() + " ms after SIGSTOP");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /** Sends SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of("/bin/kill"))) {
      throw new Skipped("this system has no /bin/kill to stop a process with");
    }
    for (ProcessHandle handle : searchFamily()) {
      int code = new ProcessBuilder("/bin/kill", name, "" + handle.pid()).start().waitFor();
      if (code != 0 && handle.isAlive()) {
        throw new IOException("kill " + name + " " + handle.pid() + " ended with " + code);
      }
    }
  }

  /**
   * What it and its children hold.
   *
   * @param sockets open sockets of the network
   * @param descriptors open file descriptors, sockets among them
   * @param threads threads
   * @param atWork threads that run or could run
   */
  public record Figures(long sockets, long descriptors, long threads, long atWork) {
    static final Figures NONE = new Figures(0, 0, 0, 0);

    Figures plus(Figures other) {
      return new Figures(
          sockets + other.sockets,
          descriptors + other.descriptors,
          threads + other.threads,
          atWork + other.atWork);
    }
  }

  /** What it and its children hold now; empty where there is no /proc. */
  public Optional<Figures> figures() {
    Figures sum = Figures.NONE;
    boolean known = false;
    for (ProcessHandle handle : family()) {
      try {
        sum = sum.plus(figures(Path.of("/proc/" + handle.pid())));
        known = true;
      } catch (IOException | UncheckedIOException e) {
        if (handle.isAlive()) {
          return Optional.empty();
        }
      }
    }
    return known ? Optional.of(sum) : Optional.empty();
  }

  private static Figures figures(Path process) throws IOException {
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"));
        Stream<Path> tasks = Files.list(process.resolve("task"))) {
      List<String> open = descriptors.map(ServerProcess::target).toList();
      Set<String> local = localSockets(process);
      int[] states = tasks.mapToInt(ServerProcess::state).toArray();
      return new Figures(
          open.stream().filter(each -> each.startsWith("socket:") && !local.contains(each)).count(),
          open.size(),
          states.length,
          IntStream.of(states).filter(state -> state == 'R').count());
    }
  }

  /**
   * What a descriptor stands for, as in {@code socket:[1234]}; empty if it was closed meanwhile.
   */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** The sockets of this machine's own kind, one of which the JDK's tools make a JVM open. */
  private static Set<String> localSockets(Path process) throws IOException {
    // Num RefCount Protocol Flags Type St Inode Path
    return Files.readAllLines(process.resolve("net/unix"), ISO_8859_1).stream()
        .map(row -> row.split(" +", 8))
        .filter(columns -> columns.length > 6)
        .map(columns -> "socket:[" + columns[6] + "]")
        .collect(Collectors.toSet());
  }

  /** Open file descriptors of it and its children; empty where there is no /proc. */
  public OptionalLong descriptors() {
    return sum(pid -> {
      try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
        return open.count();
      }
    });
  }

  /** Resident bytes of it and its children; empty where there is no /proc. */
  public OptionalLong residentBytes() {
    return sum(pid -> {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      return 0;
    });
  }

  /** Processor time that it and its children have used; zero where the system does not say. */
  public Duration cpuTime() {
    return family().stream()
        .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Whether any of its threads runs or could run now; false where there is no /proc. */
  public boolean isAtWork() {
    return threads(state -> state == 'R') > 0;
  }

  /** How many of its threads are in such a state, a letter; zero where there is no /proc. */
  private long threads(IntPredicate state) {
    return sum(
            pid -> {
              try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
                return threads.mapToInt(ServerProcess::state).filter(state).count();
              }
            })
        .orElse(0);
  }

  private static int state(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return 'X'; // it has ended
    }
  }

  private interface Figure {
    long of(long pid) throws IOException;
  }

  private OptionalLong sum(Figure figure) {
    long sum = 0;
    boolean known = false;
    for (ProcessHandle handle : family()) {
      try {
        sum += figure.of(handle.pid());
        known = true;
      } catch (IOException e) {
        if (handle.isAlive()) {
          return OptionalLong.empty();
        }
      }
    }
    return known ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  /** The processes of the server: itself and its children, up to 100 ms ago. */
  private List<ProcessHandle> family() {
    Family last = family;
    return System.nanoTime() - last.time < FRESH ? last.processes : searchFamily();
  }

  private List<ProcessHandle> searchFamily() {
    long time = System.nanoTime();
    List<ProcessHandle> processes = process.family();
    family = new Family(processes, time);
    return processes;
  }

  /** What it has written to standard error so far, a character for a byte. */
  public String errors() {
    return errorsFrom(0);
  }

  /** How many bytes it has written to standard error so far. */
  public long errorBytes() {
    return process.errors().size();
  }

  /** What it has written to standard error so far, without so many bytes at its beginning. */
  public String errorsFrom(long bytes) {
    return process.errors().text(ISO_8859_1, bytes);
  }

  /** Kills it, without SIGTERM, and waits until it has ended. */
  public void kill() {
    terminated = true;
    process.kill();
  }

  /** The process id of its JVM; empty if it has none. */
  public OptionalLong jvm() {
    return family().stream()
        .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
        .mapToLong(ProcessHandle::pid)
        .findFirst();
  }

  /** Kills it; all it has written to standard output and error, a character for a byte. */
  public String endAndReadLog() throws InterruptedException {
    terminated = true;
    process.kill();
    return process.output().awaitEnd().text(ISO_8859_1)
        + process.errors().awaitEnd().text(ISO_8859_1);
  }

  @Override
  public void close() {
    process.close();
    group.ifPresent(ControlGroup::close);
  }
}
