package hexline.claims.trial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hexline.bench.server.Processors;
import hexline.claims.NotTested;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the files of Linux below {@code /proc} say of processes and threads. */
public final class Linux {

  private static final Path PROC = Path.of("/proc");

  /** The numbers of system calls, by processor architecture. */
  private static final Map<String, Map<Integer, String>> CALLS =
      Map.of(
          "amd64",
          Map.of(
              0,
              "read",
              7,
              "poll",
              43,
              "accept",
              45,
              "recvfrom",
              202,
              "futex",
              232,
              "epoll_wait",
              281,
              "epoll_pwait",
              288,
              "accept4",
              271,
              "ppoll"),
          "aarch64",
          Map.of(
              63,
              "read",
              73,
              "ppoll",
              202,
              "accept",
              207,
              "recvfrom",
              98,
              "futex",
              22,
              "epoll_pwait",
              242,
              "accept4"));

  private Linux() {}

  /**
   * A thread of a process as the kernel sees it.
   *
   * @param call the system call that it is in: its name, its number if the name is not known, or
   *     "running" if it is in none
   * @param argument the first argument of the call, which is a file descriptor for many calls
   * @param ticks processor time so far, in hundredths of a second
   */
  public record OsThread(
      long id, String name, char state, String call, long argument, long ticks) {}

  /**
   * Does nothing on Linux.
   *
   * @throws NotTested elsewhere
   */
  public static void require() throws NotTested {
    if (!Files.isReadable(PROC.resolve("self/status"))) {
      throw new NotTested("it needs the files below /proc of Linux");
    }
  }

  /**
   * A command that runs another one with all its threads on one processor.
   *
   * @throws NotTested if the program taskset is not installed
   */
  public static List<String> onOneProcessor(List<String> command) throws NotTested {
    requireProgram("taskset");
    var whole = new ArrayList<>(List.of("taskset", "-c"));
    whole.add("" + Processors.atStart().ids().getFirst());
    whole.addAll(command);
    return whole;
  }

  /**
   * Does nothing if a program is installed.
   *
   * @throws NotTested if no folder of PATH has it
   */
  public static void requireProgram(String name) throws NotTested {
    String path = System.getenv().getOrDefault("PATH", "");
    if (Stream.of(path.split(":", -1))
        .noneMatch(folder -> Files.isExecutable(Path.of(folder, name)))) {
      throw new NotTested("it needs the program " + name);
    }
  }

  /**
   * The threads of a process.
   *
   * @throws NotTested if the kernel does not show their system calls to this user
   */
  public static List<OsThread> threads(long pid) throws IOException, NotTested {
    var threads = new ArrayList<OsThread>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(task(pid))) {
      for (Path task : tasks) {
        try {
          threads.add(thread(task));
        } catch (NoSuchFileException e) {
          // The thread has ended since it was listed.
        }
      }
    } catch (AccessDeniedException e) {
      throw new NotTested("the kernel does not show the system calls of other processes here");
    }
    return threads;
  }

  private static Path task(long pid) {
    return PROC.resolve(pid + "/task");
  }

  private static OsThread thread(Path task) throws IOException {
    String stat = Files.readString(task.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    String[] call = Files.readString(task.resolve("syscall")).strip().split(" ", -1);
    String name = call[0];
    long argument = call.length > 1 ? Long.decode(call[1]) : -1;
    if (!name.equals("running")) {
      Map<Integer, String> known = CALLS.getOrDefault(System.getProperty("os.arch"), Map.of());
      name = known.getOrDefault(Integer.valueOf(name), name);
    }
    return new OsThread(
        number(task),
        Files.readString(task.resolve("comm")).strip(),
        fields[0].charAt(0),
        name,
        argument,
        Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
  }

  /** The last part of a path, which is a number. */
  private static long number(Path path) {
    String whole = path.toString();
    return Long.parseLong(whole.substring(whole.lastIndexOf('/') + 1));
  }

  /** What a descriptor of a process is: a path, or such as {@code socket:[1234]}. */
  public static String descriptor(long pid, long number) throws IOException {
    return Files.readSymbolicLink(PROC.resolve(pid + "/fd/" + number)).toString();
  }

  /** The numbers of all descriptors of a process that are of a kind, as in "[eventpoll]". */
  public static List<Long> descriptors(long pid, String kind) throws IOException {
    var found = new ArrayList<Long>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
      for (Path each : all) {
        try {
          if (Files.readSymbolicLink(each).toString().contains(kind)) {
            found.add(number(each));
          }
        } catch (NoSuchFileException e) {
          // It has been closed since it was listed.
        }
      }
    }
    return found;
  }

  /** How many descriptors an epoll instance watches. */
  public static long watched(long pid, long epoll) throws IOException {
    try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/fdinfo/" + epoll))) {
      return lines.filter(line -> line.startsWith("tfd:")).count();
    }
  }

  /** A field of {@code status} in kilobytes, such as VmSize. */
  public static long statusKilobytes(long pid, String field) throws IOException {
    return kilobytes(PROC.resolve(pid + "/status"), field);
  }

  /** Resident memory of a process; pages that it shares count in part. */
  public static long residentKilobytes(long pid) throws IOException {
    return kilobytes(PROC.resolve(pid + "/smaps_rollup"), "Pss");
  }

  /** A field of {@code /proc/meminfo}, such as MemAvailable. */
  public static long machineKilobytes(String field) throws IOException {
    return kilobytes(PROC.resolve("meminfo"), field);
  }

  /** A setting of the kernel, as in "vm/max_map_count". */
  public static long setting(String name) throws IOException {
    try (InputStream in = Files.newInputStream(PROC.resolve("sys").resolve(name))) {
      // In one read: some of these files cannot be continued by a second read.
      byte[] bytes = new byte[64];
      int length = Math.max(0, in.read(bytes));
      return Long.parseLong(new String(bytes, 0, length, US_ASCII).strip());
    }
  }

  private static long kilobytes(Path file, String field) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.substring(field.length() + 1).replace("kB", "").strip());
      }
    }
    throw new IOException(file + " has no " + field);
  }
}
