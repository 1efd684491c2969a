package hexline.bench.server;

import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.cli.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A load on one server process, in one or more slices: the client's figures and those of the
 * operating system.
 *
 * @param server label of the server
 * @param work the value of {@code --work}, the server's work for each request
 * @param measurement the client's side, summed over the slices
 * @param slices in order of time
 * @param disturbed how many of the slices the machine disturbed, which could not be repeated
 * @param machine shares of the processors' time within the windows; if the server is remote,
 *     those of the client's machine
 * @param process what the server's process used; absent if the server is remote
 */
public record Observation(
    String server,
    String work,
    Measurement measurement,
    List<Slice> slices,
    int disturbed,
    Machine machine,
    Optional<ProcessUse> process) {

  public Observation {
    slices = List.copyOf(slices);
  }

  /**
   * What the server's process used.
   *
   * @param cpuNanos its CPU time within the windows
   * @param answers right answers between the two looks
   * @param before its figures after the warm-up, with nothing in flight
   * @param after its figures after the last answer, with all connections still open
   */
  public record ProcessUse(
      long cpuNanos, long answers, ProcessFigures before, ProcessFigures after) {

    /** Absent if the figures are. */
    public static Optional<ProcessUse> of(
        long cpuNanos,
        long answers,
        Optional<ProcessFigures> before,
        Optional<ProcessFigures> after) {
      return before.flatMap(b -> after.map(a -> new ProcessUse(cpuNanos, answers, b, a)));
    }
  }

  /**
   * How the processors that the bench may use spent the time.
   *
   * @param cores number of them, or whole processors of the quota if that is less; at least 1
   * @param idle share of the time, from 0 to 1, in which they were idle
   * @param interrupts share spent in interrupts of devices, which no process is charged for
   * @param stolen share in which the hypervisor ran other machines
   */
  public record Machine(int cores, double idle, double interrupts, double stolen) {

    /** The mean of several stretches of about the same length. */
    public static Machine mean(List<Machine> parts) {
      return new Machine(
          parts.getFirst().cores(),
          parts.stream().mapToDouble(Machine::idle).average().orElseThrow(),
          parts.stream().mapToDouble(Machine::interrupts).average().orElseThrow(),
          parts.stream().mapToDouble(Machine::stolen).average().orElseThrow());
    }
  }

  /** Context switches for one request: voluntary if a thread waited, else it was preempted. */
  public record Switches(double voluntary, double involuntary) {}

  /** A thread of the server and the share of one core that it used. */
  public record BusyThread(String name, double share) {}

  public Load load() {
    return measurement.load();
  }

  /** CPU time of the server's process within the windows; 0 if it is not known. */
  public long serverCpuNanos() {
    return process.map(ProcessUse::cpuNanos).orElse(0L);
  }

  /** Cores that the server's process used; 0 if that is not known. */
  public double serverCores() {
    return measurement.nanos() == 0 ? 0 : (double) serverCpuNanos() / measurement.nanos();
  }

  /**
   * Processors that the server may use: those of the machine, or fewer if its process is pinned to
   * some of them.
   */
  public int serverProcessors() {
    return process
        .map(used -> Math.min(machine.cores(), used.after().processors()))
        .orElse(machine.cores());
  }

  /**
   * User and system time of the server's process for one request, in microseconds; 0 if it is not
   * known.
   */
  public double serverCpuMicros() {
    return perRequest(serverCpuNanos() / 1e3, measurement.windowAnswers());
  }

  /**
   * The share of the server's CPU time that the kernel spent, from 0 to 1, between the first and the
   * last look at the process; 0 if it spent none, or is remote.
   */
  public double systemShare() {
    return process.map(Observation::systemShare).orElse(0.0);
  }

  private static double systemShare(ProcessUse used) {
    long user = used.after().userTime().minus(used.before().userTime()).toNanos();
    long system = used.after().systemTime().minus(used.before().systemTime()).toNanos();
    return user + system <= 0 ? 0 : Math.clamp((double) system / (user + system), 0, 1);
  }

  /** CPU time of the engine for one request, in microseconds. */
  public double engineCpuMicros() {
    return perRequest(measurement.engineCpuNanos() / 1e3, measurement.windowAnswers());
  }

  /**
   * Context switches of the server for one request. Absent if each request had its own connection:
   * its thread may have ended, and ended threads are not counted. Absent, too, if the server is
   * remote.
   */
  public Optional<Switches> switches() {
    return load() instanceof Load.Connect ? Optional.empty() : process.map(this::switches);
  }

  private Switches switches(ProcessUse used) {
    ContextSwitches before = used.before().switches();
    ContextSwitches after = used.after().switches();
    double voluntary = after.voluntary() - (double) before.voluntary();
    double involuntary = after.involuntary() - (double) before.involuntary();
    return new Switches(
        perRequest(voluntary, used.answers()), perRequest(involuntary, used.answers()));
  }

  /**
   * The server's busiest thread: its part of the CPU time between the first and the last look at
   * the process, applied to the cores that the process used within the windows. The time between
   * the looks itself is no measure, because other servers may have had their turns in it. The share
   * is 0 if the server has too many threads to read, or is remote.
   */
  public BusyThread busiestThread() {
    return process.map(used -> busiest(used.before(), used.after())).orElse(new BusyThread("", 0));
  }

  private BusyThread busiest(ProcessFigures before, ProcessFigures after) {
    var busiest = new BusyThread("", 0);
    double process = cpu(after).minus(cpu(before)).toNanos();
    for (Map.Entry<Integer, Duration> thread : after.threadCpu().entrySet()) {
      Duration cpu =
          thread.getValue().minus(before.threadCpu().getOrDefault(thread.getKey(), Duration.ZERO));
      double share = process > 0 ? cpu.toNanos() / process * serverCores() : 0;
      if (share > busiest.share()) {
        String name = Printable.of(after.threadNames().getOrDefault(thread.getKey(), "?"));
        busiest = new BusyThread(name, Math.min(1, share));
      }
    }
    return busiest;
  }

  private static Duration cpu(ProcessFigures figures) {
    return figures.userTime().plus(figures.systemTime());
  }

  private static double perRequest(double amount, long requests) {
    return requests == 0 ? 0 : Math.max(0, amount) / requests;
  }
}
