package hexline.theatre.server;

import hexline.theatre.watch.StraceReader;
import hexline.theatre.watch.Watched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Watches any server from the kernel's side: its system calls, by strace. */
public final class StraceWatching implements Watching {

  private static final String CALLS =
      "trace=accept,accept4,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,close,"
          + "poll,ppoll,select,pselect6,epoll_wait,epoll_pwait,epoll_pwait2,"
          + "futex,nanosleep,clock_nanosleep";

  private final Path trace;
  private final Map<Long, String> names = new HashMap<>(); // by thread, from /proc

  /**
   * Watches one server.
   *
   * @param folder of its own, for the file that strace writes
   */
  public StraceWatching(Path folder) {
    this.trace = folder.resolve("strace.txt");
  }

  /** Whether strace is installed here. */
  public static boolean isPossible() {
    String path = System.getenv("PATH");
    return path != null
        && Stream.of(path.split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "strace")));
  }

  @Override
  public String recorder() {
    return "strace";
  }

  @Override
  public List<String> command(ServerSpec server, List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                "strace",
                "-f",
                "-ttt",
                "-T",
                "-yy",
                "-s",
                "0",
                "-q",
                "--seccomp-bpf",
                "-e",
                CALLS,
                "-o",
                trace.toString(),
                "--"));
    command.addAll(arguments);
    return command;
  }

  /** Reads the names of the threads, which strace does not write. */
  @Override
  public void beforeEnd(RunningServer server) {
    for (ProcessHandle process : server.family()) {
      Path tasks = Path.of("/proc/" + process.pid() + "/task");
      try (Stream<Path> threads = Files.list(tasks)) {
        for (Path thread : threads.toList()) {
          String name = Files.readString(thread.resolve("comm"), StandardCharsets.UTF_8).strip();
          names.put(Long.parseLong(thread.getFileName().toString()), name);
        }
      } catch (IOException e) {
        // It has ended, or there is no /proc: the threads have numbers only.
      }
    }
  }

  @Override
  public Watched read() throws IOException {
    return StraceReader.read(Files.readAllLines(trace, StandardCharsets.UTF_8), names);
  }

  @Override
  public Path file() {
    return trace;
  }
}
