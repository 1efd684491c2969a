package hexline.docs.console;

import hexline.process.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the terminals of one document stand: a folder that looks like the root of the repository,
 * and, if the system has them, a network of their own, in which port 65432 is free whatever runs on
 * the machine. Without such a network the port is held by one desk at a time. Files that commands
 * leave in the folder are deleted with it; no process is left.
 */
final class Desk implements AutoCloseable {

  private static final int PORT = 65432; // the one that documents name
  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  private final Path folder;
  private final List<String> enter;
  private final @Nullable ChildProcess network;
  private final @Nullable FileChannel lock;

  private Desk(
      Path folder, List<String> enter, @Nullable ChildProcess network, @Nullable FileChannel lock) {
    this.folder = folder;
    this.enter = List.copyOf(enter);
    this.network = network;
    this.lock = lock;
  }

  /**
   * What this machine lacks for any transcript; absent if nothing.
   *
   * @param commands that a transcript needs besides
   */
  static Optional<String> missing(List<String> commands) {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.of("transcripts are typed on Linux only"); // elsewhere script is another one
    }
    var needed = new ArrayList<>(List.of("script", "sh", "stty"));
    needed.addAll(commands);
    List<String> missing = needed.stream().filter(command -> !isInstalled(command)).toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("not installed: " + String.join(", ", missing));
  }

  private static boolean isInstalled(String command) {
    return Stream.of(path().split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(command)));
  }

  /** Where commands are looked for: also where systems keep those of an administrator. */
  static String path() {
    return System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
  }

  /** Whether each desk has a network of its own, so that several can stand at the same time. */
  static boolean isApart() {
    try (ChildProcess network = network()) {
      return network != null;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Sets up a desk.
   *
   * @param root of the repository
   * @throws IOException if the port is taken
   */
  static Desk of(Path root) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("hexline-transcript");
    try {
      try (Stream<Path> files = Files.list(root)) {
        for (Path file : files.filter(each -> !each.endsWith(".git")).toList()) {
          Files.createSymbolicLink(folder.resolve(file.getFileName()), file.toAbsolutePath());
        }
      }
      ChildProcess network = network();
      if (network != null) {
        return new Desk(folder, enter(network), network, null);
      }
      return new Desk(folder, List.of(), null, lock());
    } catch (IOException | InterruptedException e) {
      delete(folder);
      throw e;
    }
  }

  /** A process that keeps a network; null if the system has none, or does not allow it. */
  private static @Nullable ChildProcess network() throws IOException, InterruptedException {
    if (!isInstalled("unshare") || !isInstalled("nsenter") || !isInstalled("ip")) {
      return null;
    }
    var command = new ArrayList<>(List.of("unshare"));
    command.addAll(asUser("--map-root-user"));
    command.addAll(List.of("--net", "sh", "-c", "ip link set lo up && echo up && exec cat"));
    var builder = new ProcessBuilder(command);
    builder.environment().put("PATH", path());
    ChildProcess network = ChildProcess.startWithInput(builder, Duration.ZERO);
    long end = System.nanoTime() + LONGEST_START.toNanos();
    while (network.output().firstLine().isEmpty() && System.nanoTime() - end < 0) {
      if (!network.isAlive()) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    if (network.output().firstLine().isEmpty()) {
      network.close();
      return null;
    }
    return network;
  }

  private static List<String> enter(ChildProcess network) {
    var command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(network.pid())));
    command.addAll(asUser("--user", "--preserve-credentials"));
    command.add("--net");
    return command;
  }

  private static List<String> asUser(String... options) {
    return System.getProperty("user.name", "").equals("root") ? List.of() : List.of(options);
  }

  private static FileChannel lock() throws IOException {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "hexline-" + PORT + ".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.lock();
      new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress()).close();
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException("port " + PORT + ", which the documents use, is taken", e);
    }
  }

  /** Where a terminal starts. */
  Path folder() {
    return folder;
  }

  /** The command, with its options, that runs a command at this desk; may be empty. */
  List<String> enter() {
    return enter;
  }

  @Override
  public void close() throws IOException {
    if (network != null) {
      network.close();
    }
    if (lock != null) {
      lock.close();
    }
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) { // does not follow links
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
