package hexline.bench.server;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The CPU time of processes: user and system time of all their threads, ended ones included.
 *
 * <p>On Linux it is read from each process's own clock by clock_gettime(2), in nanoseconds, at the
 * cost of one system call and without an allocation. The number of that clock is what
 * clock_getcpuclockid(3) makes of a process id: {@code ((~pid) << 3) | 2}. Where that fails, as on
 * macOS, {@link ProcessHandle.Info#totalCpuDuration} is read instead, which counts in ticks on most
 * systems. The JVM needs {@code --enable-native-access=ALL-UNNAMED} to read without a warning.
 *
 * <p>A reading never is less than the one before: a process that has ended keeps the last time that
 * was read. Thread-safe.
 */
public final class CpuClock {

  private static final Duration NANOSECOND = Duration.ofNanos(1);
  private static final Duration TICK = Duration.ofMillis(10);
  private static final int SCHED = 2; // CPUCLOCK_SCHED of the kernel: run time of the scheduler
  private static final long SECOND = 1_000_000_000;
  private static final @Nullable MethodHandle CLOCK_GETTIME = clockGettime();

  private final List<ProcessHandle> processes;
  private final long[] last; // nanoseconds of each process at the last reading
  private final boolean[] precise; // whether the kernel knows its clock
  private final MemorySegment time = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);

  private CpuClock(List<ProcessHandle> processes, boolean own) {
    this.processes = List.copyOf(processes);
    this.last = new long[processes.size()];
    this.precise = new boolean[processes.size()];
    for (int i = 0; i < last.length; i++) {
      precise[i] = own && clock(processes.get(i)) >= 0;
    }
    var _ = nanos();
  }

  /** The clock of one process, or of a process and others that it has started: their sum. */
  public static CpuClock of(List<ProcessHandle> processes) {
    return new CpuClock(processes, true);
  }

  /** The same as on a system without such clocks. */
  static CpuClock inTicks(List<ProcessHandle> processes) {
    return new CpuClock(processes, false);
  }

  /** CPU time of all processes since each of them started, in nanoseconds. */
  public synchronized long nanos() {
    long sum = 0;
    for (int i = 0; i < last.length; i++) {
      last[i] = Math.max(last[i], precise[i] ? clock(processes.get(i)) : ticks(processes.get(i)));
      sum += last[i];
    }
    return sum;
  }

  /** The smallest difference that the readings show: 1 ns, or 10 ms if the system counts ticks. */
  public Duration resolution() {
    for (boolean each : precise) {
      if (!each) {
        return TICK;
      }
    }
    return NANOSECOND;
  }

  private static long ticks(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** The time of a process's own clock; negative if the system has none for it. */
  private synchronized long clock(ProcessHandle process) {
    if (CLOCK_GETTIME == null || process.pid() > Integer.MAX_VALUE >> 3) {
      return -1;
    }
    try {
      int result = (int) CLOCK_GETTIME.invokeExact(clockId(process.pid()), time);
      return result == 0
          ? time.get(ValueLayout.JAVA_LONG, 0) * SECOND
              + time.get(ValueLayout.JAVA_LONG, Long.BYTES)
          : -1;
    } catch (Throwable e) { // declared by invokeExact, not thrown by the call
      throw new IllegalStateException(e);
    }
  }

  /** As MAKE_PROCESS_CPUCLOCK of the kernel and clock_getcpuclockid(3) of glibc and musl. */
  static int clockId(long pid) {
    return (~(int) pid << 3) | SCHED;
  }

  /** The function, where the clocks have these numbers and its structure is two longs. */
  @SuppressWarnings("restricted") // a call of libc
  private static @Nullable MethodHandle clockGettime() {
    boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");
    if (!linux || ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("clock_gettime")
        .map(function ->
            linker.downcallHandle(
                function,
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)))
        .orElse(null);
  }
}
