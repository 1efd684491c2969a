package hexline.conformance.process;

import hexline.conformance.client.Skipped;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What a server process has less of than this system gives by itself.
 *
 * @param descriptors most open files and sockets; 0 is the system's limit
 * @param threads most threads of its user; 0 is the system's limit
 * @param memory most bytes of memory of all its processes; 0 is the system's limit
 * @param tasks most threads of all its processes; 0 is the system's limit
 * @param log where its standard error goes
 */
public record Limits(int descriptors, int threads, long memory, int tasks, Log log) {

  /** The system's own limits. */
  public static final Limits NONE = new Limits(0, 0, 0, 0, Log.READ);

  private static final Path SHELL = Path.of("/bin/sh");
  private static final AtomicInteger USERS = new AtomicInteger();

  /** What happens to what a process writes to standard error. */
  public enum Log {
    /** The kit reads it. */
    READ(""),
    /** It goes to a pipe that nobody reads, so that a write blocks as soon as the pipe is full. */
    UNREAD("pipe=$(mktemp -u) && mkfifo \"$pipe\" && exec 2<>\"$pipe\" && rm \"$pipe\""),
    /** Every write fails, as on a full disk. */
    FULL("exec 2>/dev/full"),
    /** Standard error is closed. */
    CLOSED("exec 2>&-");

    private final String shell;

    Log(String shell) {
      this.shell = shell;
    }

    private String description() {
      return switch (this) {
        case READ -> "";
        case UNREAD -> "a log that nobody reads";
        case FULL -> "a log on a full disk";
        case CLOSED -> "a closed log";
      };
    }
  }

  /** Each limit in words. */
  List<String> descriptions() {
    return Stream.of(
            descriptors > 0
                ? String.format(Locale.ROOT, "at most %,d descriptors", descriptors)
                : "",
            threads > 0
                ? String.format(Locale.ROOT, "at most %,d threads of its user", threads)
                : "",
            memory > 0 ? String.format(Locale.ROOT, "at most %,d MiB of memory", memory >> 20) : "",
            tasks > 0 ? String.format(Locale.ROOT, "at most %,d threads", tasks) : "",
            log.description())
        .filter(each -> !each.isEmpty())
        .toList();
  }

  /**
   * The command that starts a program with these limits.
   *
   * @throws Skipped if this system cannot limit a process in such a way
   */
  List<String> inFrontOf(List<String> words) throws IOException {
    List<String> limited = words;
    var shell = new ArrayList<String>();
    if (descriptors > 0) {
      shell.add("ulimit -n " + descriptors);
    }
    if (log != Log.READ) {
      shell.add(log.shell);
    }
    if (!shell.isEmpty()) {
      limited = inFrontOf(limited, shell);
    }
    return threads == 0 ? limited : withThreads(limited);
  }

  private List<String> inFrontOf(List<String> words, List<String> shell) {
    if (!Files.isExecutable(SHELL)) {
      throw new Skipped("this system has no /bin/sh to limit a process with");
    }
    if (log == Log.FULL && !Files.exists(Path.of("/dev/full"))) {
      throw new Skipped("this system has no /dev/full");
    }
    shell.add("exec \"$0\" \"$@\"");
    return concat(List.of(SHELL.toString(), "-c", String.join(" && ", shell)), words);
  }

  /**
   * The group that a process with these limits has to be in; empty if there is no need of one.
   *
   * @throws Skipped if this system cannot limit a process in such a way
   */
  Optional<ControlGroup> group() {
    var files = new LinkedHashMap<String, String>();
    if (memory > 0) {
      files.put("memory.max", String.valueOf(memory));
    }
    if (tasks > 0) {
      files.put("pids.max", String.valueOf(tasks));
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(ControlGroup.create(files));
  }

  /** The limit counts all threads of a user, and root has none: the server gets a user of its own. */
  private List<String> withThreads(List<String> words) throws IOException {
    long user =
        100_000
            + 100 * ProcessHandle.current().pid()
            + USERS.getAndIncrement() % 100; // nobody else
    List<String> asUser = List.of("setpriv", "--reuid=" + user, "--clear-groups");
    if (!succeeds(concat(asUser, List.of("prlimit", "--nproc=" + threads, "true")))) {
      throw new Skipped("to limit threads, the kit needs Linux, root, setpriv and prlimit");
    }
    for (String word : words) {
      if (Files.exists(Path.of(word)) && !succeeds(concat(asUser, List.of("test", "-r", word)))) {
        throw new Skipped("a user of its own, which the limit needs, cannot read " + word);
      }
    }
    return concat(concat(asUser, List.of("prlimit", "--nproc=" + threads)), words);
  }

  private static boolean succeeds(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
