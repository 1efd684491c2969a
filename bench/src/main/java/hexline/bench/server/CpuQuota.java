package hexline.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The CPU quota of a Linux process: the share of time that its control group, or one above it,
 * grants to all processes of the group together, as for a container with {@code --cpus}.
 *
 * <p>Version 2 has it in {@code cpu.max} and version 1 in {@code cpu.cfs_quota_us} and {@code
 * cpu.cfs_period_us}; see the kernel's admin-guide/cgroup-v2.rst and scheduler/sched-bwc.rst.
 */
final class CpuQuota {

  private CpuQuota() {}

  /** The mount of a hierarchy of control groups that has quotas. */
  private record Hierarchy(Path mountPoint, String root, boolean unified) {}

  /**
   * The smallest quota in processors, such as 1.5; absent without one, and without control groups.
   *
   * @param proc the process's folder in {@code /proc}
   * @param root of the file system
   */
  static Optional<Double> of(Path proc, Path root) {
    try {
      List<String> groups = Files.readAllLines(proc.resolve("cgroup"));
      var quotas = new ArrayList<Double>();
      for (String mount : Files.readAllLines(proc.resolve("mountinfo"))) {
        for (Hierarchy hierarchy : hierarchy(mount, root).stream().toList()) {
          pathOf(groups, hierarchy.unified())
              .ifPresent(path -> quotas.addAll(quotas(hierarchy, path)));
        }
      }
      return quotas.stream().min(Double::compare);
    } catch (IOException e) {
      return Optional.empty(); // no such files here
    }
  }

  /** The hierarchy of a line of mountinfo, as proc_pid_mountinfo(5) describes it. */
  private static Optional<Hierarchy> hierarchy(String mount, Path root) {
    String[] halves = mount.split(" - ", 2);
    String[] place = halves[0].split(" ", -1);
    String[] type = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
    if (place.length < 5 || type.length < 3) {
      return Optional.empty();
    }
    boolean unified = type[0].equals("cgroup2");
    boolean quotas =
        unified
            || (type[0].equals("cgroup") && Arrays.asList(type[2].split(",", -1)).contains("cpu"));
    return quotas
        ? Optional.of(new Hierarchy(root.resolve(place[4].substring(1)), place[3], unified))
        : Optional.empty();
  }

  /** The process's group in a hierarchy: a line such as {@code 0::/a/b} or {@code 4:cpu:/a/b}. */
  private static Optional<String> pathOf(List<String> groups, boolean unified) {
    return groups.stream()
        .map(line -> line.split(":", 3))
        .filter(parts -> parts.length == 3)
        .filter(parts ->
            unified
                ? parts[0].equals("0") && parts[1].isEmpty()
                : Arrays.asList(parts[1].split(",", -1)).contains("cpu"))
        .map(parts -> parts[2])
        .findFirst();
  }

  /** The quotas of a group and of all above it, as far as the mount shows them. */
  private static List<Double> quotas(Hierarchy hierarchy, String path) {
    boolean shown = path.startsWith(hierarchy.root());
    String below = shown ? path.substring(hierarchy.root().length()) : "";
    Path top = hierarchy.mountPoint().normalize();
    Path named = top.resolve(below.replaceFirst("^/+", "")).normalize();
    Path group = named.startsWith(top) ? named : top; // "/../a": it is above what is mounted
    return Stream.iterate(group, each -> each != null && each.startsWith(top), Path::getParent)
        .map(each -> hierarchy.unified() ? unifiedQuota(each) : quota(each))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Double> unifiedQuota(Path group) {
    return line(group.resolve("cpu.max"))
        .map(line -> line.split(" ", -1))
        .filter(parts -> parts.length == 2 && !parts[0].equals("max"))
        .flatMap(parts -> ratio(parts[0], parts[1]));
  }

  private static Optional<Double> quota(Path group) {
    return line(group.resolve("cpu.cfs_quota_us"))
        .flatMap(quota ->
            line(group.resolve("cpu.cfs_period_us")).flatMap(period -> ratio(quota, period)));
  }

  /** A quota is negative if there is none. */
  private static Optional<Double> ratio(String quota, String period) {
    try {
      double processors = Double.parseDouble(quota) / Double.parseDouble(period);
      return processors > 0 && Double.isFinite(processors)
          ? Optional.of(processors)
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> line(Path file) {
    try {
      return Files.readAllLines(file).stream().findFirst();
    } catch (IOException e) {
      return Optional.empty(); // the group has no such file
    }
  }
}
