package hexline.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A child process that ends with this object, and with this JVM at the latest, together with its
 * family: all that it has started, directly or not. To the family belong
 *
 * <ul>
 *   <li>its descendants, and those that {@link #family} once saw as its descendants,
 *   <li>processes that have left it, as a daemon or by {@code command &}: they are found in {@code
 *       /proc} by an environment variable that they inherit. On a system without {@code /proc} they
 *       are found only if {@link #family} saw them before they left.
 * </ul>
 *
 * <p>When the JVM ends, by itself or by SIGTERM or SIGINT, a shutdown hook ends all families, and
 * from then on no process is started. When the JVM is killed, so that no hook can run, a shell ends
 * them; without {@code /proc} it ends the child processes only, and without {@code sh} none.
 * Processes that this JVM has not started are never ended. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {

  private static final long LONGEST_END = TimeUnit.SECONDS.toNanos(10); // after SIGKILL
  private static final Set<ChildProcess> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Object STARTING = new Object();
  private static boolean jvmEnds; // guarded by STARTING
  private static @Nullable Leash leash; // guarded by STARTING

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ChildProcess::endAll, "end-child-processes"));
  }

  private final Process process;
  private final Mark mark;
  private final Duration grace;
  private final Output output;
  private final Output errors;
  private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();

  private ChildProcess(Process process, Mark mark, Duration grace) {
    this.process = process;
    this.mark = mark;
    this.grace = grace;
    String name = "process-" + process.pid();
    this.output = new Output(name + "-stdout", process.getInputStream());
    this.errors = new Output(name + "-stderr", process.getErrorStream());
  }

  /**
   * Starts a process. Its standard input is empty; its output and errors are read and kept, unless
   * the builder redirects them.
   *
   * @param grace time between SIGTERM and SIGKILL when it is closed; if zero there is no SIGTERM
   * @throws IOException if the command cannot be run, or if this JVM is about to end
   */
  public static ChildProcess start(ProcessBuilder builder, Duration grace) throws IOException {
    ChildProcess child = startWithInput(builder, grace);
    child.input().close();
    return child;
  }

  /**
   * Starts a process whose standard input is what {@link #input} gets.
   *
   * @param grace time between SIGTERM and SIGKILL when it is closed; if zero there is no SIGTERM
   * @throws IOException if the command cannot be run, or if this JVM is about to end
   */
  public static ChildProcess startWithInput(ProcessBuilder builder, Duration grace)
      throws IOException {
    var mark = new Mark();
    mark.putInto(builder.environment());
    ChildProcess child;
    synchronized (STARTING) {
      if (jvmEnds) {
        throw new IOException("no process is started any more: this JVM ends");
      }
      if (leash == null) {
        leash = new Leash();
      }
      child = new ChildProcess(builder.start(), mark, grace);
      RUNNING.add(child);
      leash.tellOf(child.process);
    }
    return child;
  }

  /** Its standard input; closed if the process was not started with one. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has written to standard output. */
  public Output output() {
    return output;
  }

  /** What it has written to standard error. */
  public Output errors() {
    return errors;
  }

  /**
   * The process itself, if it runs, and all running processes of its family. Takes some
   * milliseconds where many processes run.
   */
  public List<ProcessHandle> family() {
    process.descendants().forEach(seen::add);
    seen.addAll(mark.processes());
    seen.remove(process.toHandle());
    seen.removeIf(handle -> !isRunning(handle));
    return Stream.concat(
            Stream.of(process.toHandle()).filter(ChildProcess::isRunning), seen.stream())
        .toList();
  }

  /** Whether the process ends within a time, or has ended. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * The exit code.
   *
   * @throws IllegalThreadStateException if it has not ended
   */
  public int exitValue() {
    return process.exitValue();
  }

  /**
   * How the process ended, as in "ended with exit code 1". If a process that it has started still
   * runs, this says so.
   *
   * @throws IllegalThreadStateException if it has not ended
   */
  public String ending() {
    String ended = "ended with exit code " + process.exitValue();
    return family().isEmpty() ? ended : ended + " and left a process in the background";
  }

  /**
   * Sends SIGTERM to the process, not to its family.
   *
   * @return false if the system has no SIGTERM; then nothing is sent
   */
  public boolean terminate() {
    if (!process.supportsNormalTermination()) {
      return false;
    }
    family(); // to be remembered: a process that loses its parent is no descendant any more
    process.toHandle().destroy(); // Process.destroy() would close the pipes it may still write to
    return true;
  }

  /**
   * Ends the family and waits until all of it has ended: first with SIGTERM, if there is a grace,
   * then with SIGKILL.
   */
  @Override
  public void close() {
    close(List.of(this));
  }

  /** Closes several at the same time and waits until all have ended. */
  public static void close(Collection<ChildProcess> children) {
    List<ChildProcess> all = List.copyOf(children);
    List<ChildProcess> gently = all.stream().filter(child -> child.grace.isPositive()).toList();
    gently.forEach(child -> child.family().forEach(ProcessHandle::destroy));
    long start = System.nanoTime();
    for (ChildProcess child : gently) {
      await(child.family(), start + child.grace.toNanos());
    }
    all.forEach(ChildProcess::kill);
  }

  /**
   * Kills the family without SIGTERM and waits until it has ended; its output can still be read.
   */
  public void kill() {
    boolean interrupted = Thread.interrupted(); // it must not keep this from waiting
    long end = System.nanoTime() + LONGEST_END;
    List<ProcessHandle> family = family();
    while (!family.isEmpty() && System.nanoTime() - end < 0) {
      // Not Process.destroyForcibly(): that would close the pipes.
      family.forEach(ProcessHandle::destroyForcibly);
      await(family, end);
      family = family(); // one of them may have started another meanwhile
    }
    long left = Math.max(0, end - System.nanoTime());
    var _ = process.onExit().completeOnTimeout(process, left, TimeUnit.NANOSECONDS).join();
    RUNNING.remove(this);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for processes that may be no children of this JVM. An interrupt ends the wait. */
  private static void await(List<ProcessHandle> family, long end) {
    try {
      while (family.stream().anyMatch(ChildProcess::isRunning) && System.nanoTime() - end < 0) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether a process runs; one that has ended may stay as a zombie until its parent asks for it.
   */
  private static boolean isRunning(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
    } catch (IOException e) {
      return process.isAlive(); // no /proc, or it has ended since
    }
  }

  private static void endAll() {
    Leash used;
    synchronized (STARTING) {
      jvmEnds = true;
      used = leash;
    }
    close(RUNNING);
    if (used != null) {
      used.close();
    }
  }
}
