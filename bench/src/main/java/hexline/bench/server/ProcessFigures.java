package hexline.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import oshi.software.os.OSProcess;
import oshi.software.os.OSThread;
import oshi.software.os.OperatingSystem;

/**
 * What the operating system says of a process and its family at one moment.
 *
 * @param processors how many of the processors of the bench the process may run on; of a family,
 *     the most that one of its processes may
 * @param residentBytes resident memory; pages that processes share count for each of them
 * @param threads number of threads
 * @param openFiles file descriptors, sockets included
 * @param switches context switches of these threads
 * @param userTime CPU time so far outside the kernel, in ticks of the system
 * @param systemTime CPU time so far within the kernel
 * @param threadCpu CPU time of each thread by id; empty if there are more than 256
 * @param threadNames name of each thread by id; empty if there are more than 256
 */
public record ProcessFigures(
    int processors,
    long residentBytes,
    int threads,
    long openFiles,
    ContextSwitches switches,
    Duration userTime,
    Duration systemTime,
    Map<Integer, Duration> threadCpu,
    Map<Integer, String> threadNames) {

  private static final int MOST_THREADS_TO_READ = 256;
  private static final Pattern HEAP_USED = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final Duration JCMD_LIMIT = Duration.ofSeconds(20);

  private static final OperatingSystem SYSTEM = Oshi.INFO.getOperatingSystem();

  /**
   * Reads all figures, which takes about a tenth of a millisecond per thread.
   *
   * @param family a process, and others that it has started; of these, ended ones are left out
   * @throws IOException if the first process has ended
   */
  static ProcessFigures of(List<ProcessHandle> family) throws IOException {
    ProcessFigures sum = of(family.getFirst().pid());
    for (ProcessHandle child : family.subList(1, family.size())) {
      try {
        sum = sum.plus(of(child.pid()));
      } catch (IOException e) {
        // The child has ended.
      }
    }
    return sum;
  }

  private ProcessFigures plus(ProcessFigures other) {
    return new ProcessFigures(
        Math.max(processors, other.processors),
        residentBytes + other.residentBytes,
        threads + other.threads,
        openFiles + other.openFiles,
        switches.plus(other.switches),
        userTime.plus(other.userTime),
        systemTime.plus(other.systemTime),
        union(threadCpu, other.threadCpu),
        union(threadNames, other.threadNames));
  }

  private static <V> Map<Integer, V> union(Map<Integer, V> some, Map<Integer, V> others) {
    var all = new HashMap<>(others);
    all.putAll(some);
    return all;
  }

  private static ProcessFigures of(long pid) throws IOException {
    OSProcess process = SYSTEM.getProcess(Math.toIntExact(pid));
    if (process == null) {
      throw new IOException("process " + pid + " has ended");
    }
    var threads =
        process.getThreadCount() > MOST_THREADS_TO_READ
            ? Map.<Integer, OSThread>of()
            : process.getThreadDetails().stream()
                .collect(Collectors.toMap(OSThread::getThreadId, thread -> thread, (a, b) -> a));
    return new ProcessFigures(
        Processors.atStart().allowedTo(pid),
        process.getResidentMemory(),
        process.getThreadCount(),
        process.getOpenFiles(),
        ContextSwitches.of(process),
        Duration.ofMillis(process.getUserTime()),
        Duration.ofMillis(process.getKernelTime()),
        transform(threads, t -> Duration.ofMillis(t.getUserTime() + t.getKernelTime())),
        transform(threads, OSThread::getName));
  }

  /**
   * Runs a garbage collection in a JVM and returns the heap in use after it. Absent if jcmd does
   * not say.
   */
  public static OptionalLong liveHeapBytes(long pid) throws IOException {
    Matcher used = HEAP_USED.matcher(jcmd(pid, "GC.run\nGC.heap_info"));
    long kilobytes = 0;
    boolean any = false;
    while (used.find()) {
      kilobytes += Long.parseLong(used.group(1));
      any = true;
    }
    return any ? OptionalLong.of(kilobytes * 1024) : OptionalLong.empty();
  }

  private static String jcmd(long pid, String command) throws IOException {
    Process jcmd =
        new ProcessBuilder(JavaCommand.tool("jcmd"), "-J-XX:TieredStopAtLevel=1", "" + pid, command)
            .redirectErrorStream(true)
            .start();
    try {
      // Its output is short and fits into the pipe, so that it need not be read meanwhile.
      if (!jcmd.waitFor(JCMD_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("jcmd " + command + " got no answer from process " + pid);
      }
      return new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("jcmd " + command);
    } finally {
      jcmd.destroyForcibly();
    }
  }

  private static <V> Map<Integer, V> transform(
      Map<Integer, OSThread> threads, Function<OSThread, V> part) {
    return threads.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> part.apply(entry.getValue())));
  }
}
