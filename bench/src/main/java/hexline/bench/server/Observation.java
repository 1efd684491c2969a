package hexline.bench.server;

import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a load on one server process: the client's figures and those of the operating system.
 *
 * @param server label of the server
 * @param work the value of {@code --work}, the server's work for each request
 * @param measurement the client's side
 * @param serverCpuNanos CPU time of the server's process within the windows
 * @param machine shares of the whole machine's time within the windows
 * @param before figures of the process after the warm-up, with nothing in flight
 * @param after figures of the process after the last answer, with all connections still open
 */
public record Observation(
    String server,
    String work,
    Measurement measurement,
    long serverCpuNanos,
    Machine machine,
    ProcessFigures before,
    ProcessFigures after) {

  /**
   * How the cores of the machine spent the time.
   *
   * @param idle share of the time, from 0 to 1, in which they were idle
   * @param interrupts share spent in interrupts of devices, which no process is charged for
   * @param stolen share in which the hypervisor ran other machines
   */
  public record Machine(int cores, double idle, double interrupts, double stolen) {}

  /** Context switches for one request: voluntary if a thread waited, else it was preempted. */
  public record Switches(double voluntary, double involuntary) {}

  /** A thread of the server and the share of one core that it used. */
  public record BusyThread(String name, double share) {}

  public Load load() {
    return measurement.load();
  }

  /** Cores that the server's process used. */
  public double serverCores() {
    return measurement.nanos() == 0 ? 0 : (double) serverCpuNanos / measurement.nanos();
  }

  /** User and system time of the server's process for one request, in microseconds. */
  public double serverCpuMicros() {
    return perRequest(serverCpuNanos / 1e3, measurement.windowAnswers());
  }

  /** CPU time of the engine for one request, in microseconds. */
  public double engineCpuMicros() {
    return perRequest(measurement.engineCpuNanos() / 1e3, measurement.windowAnswers());
  }

  /**
   * Context switches of the server for one request. Absent if each request had its own connection:
   * its thread may have ended, and ended threads are not counted.
   */
  public Optional<Switches> switches() {
    if (load() instanceof Load.Connect) {
      return Optional.empty();
    }
    long voluntary = after.switches().voluntary() - before.switches().voluntary();
    long involuntary = after.switches().involuntary() - before.switches().involuntary();
    long requests = measurement.answers();
    return Optional.of(
        new Switches(
            perRequest((double) voluntary, requests), perRequest((double) involuntary, requests)));
  }

  /** The server's busiest thread. Its share is 0 if the server has too many threads to read. */
  public BusyThread busiestThread() {
    var busiest = new BusyThread("", 0);
    double nanos = after.nanoTime() - (double) before.nanoTime(); // longer than the windows
    for (Map.Entry<Integer, Duration> thread : after.threadCpu().entrySet()) {
      Duration cpu =
          thread.getValue().minus(before.threadCpu().getOrDefault(thread.getKey(), Duration.ZERO));
      double share = nanos > 0 ? cpu.toNanos() / nanos : 0;
      if (share > busiest.share()) {
        String name = after.threadNames().getOrDefault(thread.getKey(), "?");
        busiest = new BusyThread(name, Math.min(1, share));
      }
    }
    return busiest;
  }

  private static double perRequest(double amount, long requests) {
    return requests == 0 ? 0 : Math.max(0, amount) / requests;
  }
}
