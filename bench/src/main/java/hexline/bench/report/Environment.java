package hexline.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.bench.server.JavaCommand;
import hexline.bench.server.Oshi;
import hexline.bench.server.Processors;
import hexline.cli.Checkout;
import java.io.IOException;
import java.io.InputStream;
import java.lang.Runtime.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/**
 * The machine and the software that numbers were measured with.
 *
 * @param date when the run began, in UTC
 * @param commit of the suite's working tree, with a + if it has changes; absent outside a
 *     repository
 * @param cpu model
 * @param processors logical processors that this process may use, and those of the machine
 * @param memoryBytes memory of the machine
 * @param system operating system and kernel
 * @param jdk build of the JDK that runs the bench and the servers in Java
 * @param serverFlags JVM flags of servers in Java
 * @param openFileLimit descriptors that this process may have
 * @param backlogLimit longest accept queue that the kernel grants
 * @param transparentHugePages the kernel's setting
 * @param localPorts ports for outgoing connections
 * @param governor frequency governor of the processor
 * @param warnings what a reader must know before the numbers
 */
public record Environment(
    Instant date,
    Optional<String> commit,
    String cpu,
    Processors processors,
    long memoryBytes,
    String system,
    String jdk,
    List<String> serverFlags,
    long openFileLimit,
    Optional<String> backlogLimit,
    Optional<String> transparentHugePages,
    Optional<String> localPorts,
    Optional<String> governor,
    List<String> warnings) {

  private static final Version PARKING_FIXED = Version.parse("25.0.3");
  private static final long ENOUGH_FILES = 12_000;
  private static final int LONGEST_SETTING = 4096; // bytes

  /** Reads the environment of this run. */
  public static Environment look() {
    HardwareAbstractionLayer hardware = Oshi.INFO.getHardware();
    OperatingSystem system = Oshi.INFO.getOperatingSystem();
    OSProcess self = system.getCurrentProcess();
    Version version = Runtime.version();
    long files = self.getSoftOpenFileLimit();
    var warnings = new ArrayList<String>();
    warnAboutParking(version).ifPresent(warnings::add);
    if (files < ENOUGH_FILES) {
      warnings.add("only " + files + " open files are allowed: raise the limit with ulimit -n");
    }
    return new Environment(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        Checkout.find().flatMap(Checkout::commit),
        hardware.getProcessor().getProcessorIdentifier().getName(),
        Processors.atStart(),
        hardware.getMemory().getTotal(),
        system.toString(),
        System.getProperty("java.vm.name") + " " + version,
        JavaCommand.FLAGS,
        files,
        setting("/proc/sys/net/core/somaxconn"),
        setting("/sys/kernel/mm/transparent_hugepage/enabled"),
        setting("/proc/sys/net/ipv4/ip_local_port_range"),
        setting("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        List.copyOf(warnings));
  }

  /** JDK-8369227: on 25.0.0 to 25.0.2 a parked virtual thread may never be woken. */
  static Optional<String> warnAboutParking(Version version) {
    return version.feature() == 25 && version.compareToIgnoreOptional(PARKING_FIXED) < 0
        ? Optional.of(
            "on this JDK a parked virtual thread may never be woken (JDK-8369227): use 25.0.3 or"
                + " newer")
        : Optional.empty();
  }

  /** A few lines of text. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("%s, %s, %.0f GB; %s".formatted(cpu, processors.words(), memoryBytes / 1e9, system));
    lines.add("%s; servers: %s".formatted(jdk, String.join(" ", serverFlags)));
    lines.add(
        "ulimit -n %d, backlog limit %s, huge pages %s; commit %s, %s"
            .formatted(
                openFileLimit,
                backlogLimit.orElse("?"),
                transparentHugePages.map(Environment::chosen).orElse("?"),
                commit.orElse("?"),
                date));
    warnings.forEach(warning -> lines.add("WARNING: " + warning));
    return lines;
  }

  /** The word in brackets, as in {@code always [madvise] never}. */
  private static String chosen(String setting) {
    int from = setting.indexOf('[') + 1;
    int to = setting.indexOf(']');
    return from > 0 && to > from ? setting.substring(from, to) : setting;
  }

  /** A setting of the Linux kernel; absent on other systems. */
  private static Optional<String> setting(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      // In one read: some of these files cannot be continued by a second read.
      byte[] bytes = new byte[LONGEST_SETTING];
      int length = in.read(bytes);
      String text = new String(bytes, 0, Math.max(0, length), UTF_8);
      return Optional.of(text.strip().replaceAll("\\s+", " "));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
