package hexline.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import oshi.hardware.CentralProcessor.LogicalProcessor;

/**
 * The processors that this process may use.
 *
 * @param ids the operating system's numbers of them, ascending; at least one
 * @param machine number of processors of the machine
 * @param quota processor time per time that all processes of its control group may use together,
 *     such as 1.5; absent if there is no quota
 */
public record Processors(List<Integer> ids, int machine, Optional<Double> quota) {

  private static final Path PROC = Path.of("/proc/self");
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final int ONE_LOAD_THREAD = 4; // processors
  private static final int PER_LOAD_THREAD = 4;
  private static final Processors AT_START = look();

  public Processors {
    ids = ids.stream().sorted().toList();
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("a process runs on a processor");
    }
  }

  /**
   * Those of this process, read once, when this class is initialised: before the process pins
   * itself to some of them.
   */
  public static Processors atStart() {
    return AT_START;
  }

  private static Processors look() {
    List<Integer> machine =
        Oshi.INFO.getHardware().getProcessor().getLogicalProcessors().stream()
            .map(LogicalProcessor::getProcessorNumber)
            .sorted()
            .toList();
    // The list of the kernel may name processors that are not there.
    List<Integer> ids =
        allowed(PROC.resolve("status"))
            .map(list -> list.stream().filter(machine::contains).toList())
            .filter(list -> !list.isEmpty())
            .orElseGet(() -> firstOf(machine, Runtime.getRuntime().availableProcessors()));
    return new Processors(ids, machine.size(), CpuQuota.of(PROC, Path.of("/")));
  }

  /** On a system that does not say which, as many as the JVM may use. */
  private static List<Integer> firstOf(List<Integer> machine, int available) {
    return machine.subList(0, Math.clamp(available, 1, machine.size()));
  }

  /** The affinity mask of a Linux process, which the cpuset of its control group limits. */
  static Optional<List<Integer>> allowed(Path status) {
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(ALLOWED))
          .map(line -> parse(line.substring(ALLOWED.length()).strip()))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty(); // another system
    }
  }

  /** How many of these processors a process may run on; all of them where the system does not say. */
  int allowedTo(long pid) {
    return allowed(Path.of("/proc/" + pid + "/status"))
        .map(list -> (int) list.stream().filter(ids::contains).count())
        .filter(count -> count > 0)
        .orElseGet(this::count);
  }

  /** The numbers of a list such as {@code 0-1,4}. */
  static List<Integer> parse(String list) {
    var ids = new ArrayList<Integer>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", 2);
      int from = Integer.parseInt(ends[0].strip());
      int to = Integer.parseInt(ends[ends.length - 1].strip());
      IntStream.rangeClosed(from, to).forEach(ids::add);
    }
    return ids;
  }

  /** A list such as {@code 0-1,4}, as taskset(1) takes it. */
  static String list(List<Integer> ids) {
    var ranges = new ArrayList<String>();
    for (int from = 0, to; from < ids.size(); from = to + 1) {
      to = from;
      while (to + 1 < ids.size() && ids.get(to + 1) == ids.get(to) + 1) {
        to++;
      }
      ranges.add(from == to ? "" + ids.get(from) : ids.get(from) + "-" + ids.get(to));
    }
    return String.join(",", ranges);
  }

  /** How many there are. */
  public int count() {
    return ids.size();
  }

  /** Processors' worth of time: their number, or the quota if that is less. */
  public double capacity() {
    return Math.min(quota.orElse(Double.MAX_VALUE), count());
  }

  /**
   * How many there are and what limits them: "8 processors", "2 of 8 processors (0-1; taskset or
   * cpuset)", "8 processors, quota 1.5".
   */
  public String words() {
    String of =
        count() < machine
            ? " of %d processors (%s; taskset or cpuset)".formatted(machine, list(ids))
            : " processor" + (count() == 1 ? "" : "s");
    return count() + of + (capacity() < count() ? ", quota " + rounded(capacity()) : "");
  }

  private static String rounded(double quota) {
    return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(quota);
  }

  /**
   * Load threads where the user does not say how many: 1 up to four processors, and one for each
   * four beyond that. Every load thread takes a processor from the server on the same machine, so
   * there should be as few as do not limit the rate: a quarter leaves three to the server for each.
   * If that is too few, the row says that the client's CPU was the limit.
   */
  public int loadThreads() {
    int processors = (int) Math.ceil(capacity());
    return processors <= ONE_LOAD_THREAD ? 1 : Math.ceilDiv(processors, PER_LOAD_THREAD);
  }

  /**
   * Divides the processors between the servers and the load engine: as many for the engine as it
   * has load threads by default, the last ones, and whole cores where there is more than one core,
   * so that the two sides do not share the units of a core.
   */
  public Split split() {
    return split(loadThreads());
  }

  /** The same for so many load threads. */
  public Split split(int threads) {
    if (count() < 2) {
      return Split.impossible("only one processor may be used");
    }
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")) {
      return Split.impossible("only Linux pins a process to processors");
    }
    if (!isOnPath("taskset")) {
      return Split.impossible("there is no taskset (of util-linux) on the PATH");
    }
    return split(cores(), threads);
  }

  /**
   * Divides cores, each a list of processors.
   *
   * @param engine processors that the engine should have
   */
  static Split split(List<List<Integer>> cores, int engine) {
    List<List<Integer>> units =
        cores.size() > 1 ? cores : cores.getFirst().stream().map(List::of).toList();
    int first = units.size();
    for (int taken = 0; taken < engine && first > 1; taken += units.get(first).size()) {
      first--;
    }
    return new Split(
        units.subList(0, first).stream().flatMap(List::stream).sorted().toList(),
        units.subList(first, units.size()).stream().flatMap(List::stream).sorted().toList(),
        Optional.empty());
  }

  /** The processors of each physical core. */
  private List<List<Integer>> cores() {
    Map<List<Integer>, List<Integer>> cores = new LinkedHashMap<>();
    Oshi.INFO.getHardware().getProcessor().getLogicalProcessors().stream()
        .filter(each -> ids.contains(each.getProcessorNumber()))
        .forEach(each ->
            cores
                .computeIfAbsent(
                    List.of(each.getPhysicalPackageNumber(), each.getPhysicalProcessorNumber()),
                    core -> new ArrayList<>())
                .add(each.getProcessorNumber()));
    return List.copyOf(cores.values());
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && Arrays.stream(path.split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /**
   * Processors for the servers, and others for the load engine. A process is pinned by taskset(1).
   *
   * @param servers empty if the split is not possible
   * @param engine empty if the split is not possible
   * @param obstacle why it is not possible; absent if it is
   */
  public record Split(List<Integer> servers, List<Integer> engine, Optional<String> obstacle) {

    public Split {
      servers = List.copyOf(servers);
      engine = List.copyOf(engine);
    }

    static Split impossible(String why) {
      return new Split(List.of(), List.of(), Optional.of(why));
    }

    public boolean isPossible() {
      return obstacle.isEmpty();
    }

    /**
     * A server's command that runs on the servers' processors; the command itself if the split is
     * not possible. taskset replaces itself by the command, so that the process id is the server's.
     */
    public List<String> onServers(List<String> command) {
      if (!isPossible()) {
        return command;
      }
      var pinned = new ArrayList<>(List.of("taskset", "-c", list(servers)));
      pinned.addAll(command);
      return List.copyOf(pinned);
    }

    /**
     * Pins all threads of this process to the engine's processors; threads and processes that it
     * starts later inherit them.
     *
     * @throws IOException if taskset cannot be run or fails; the message has its last words
     * @throws IllegalStateException if the split is not possible
     */
    public void pinThisProcess() throws IOException, InterruptedException {
      if (!isPossible()) {
        throw new IllegalStateException(obstacle.orElseThrow());
      }
      Process taskset =
          new ProcessBuilder(
                  "taskset", "-acp", list(engine), Long.toString(ProcessHandle.current().pid()))
              .redirectErrorStream(true)
              .start();
      try (var output = taskset.inputReader()) {
        List<String> lines = output.lines().toList();
        int code = taskset.waitFor();
        if (code != 0) {
          throw new IOException(
              "taskset -acp %s: exit code %d: %s"
                  .formatted(list(engine), code, lines.isEmpty() ? "" : lines.getLast()));
        }
      }
    }

    /** "servers on processors 0-2, load engine on 3", or why not. */
    public String words() {
      return obstacle.orElseGet(() ->
          "servers on processor%s %s, load engine on %s"
              .formatted(servers.size() == 1 ? "" : "s", list(servers), list(engine)));
    }
  }
}
