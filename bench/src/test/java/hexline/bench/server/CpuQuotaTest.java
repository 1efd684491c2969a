package hexline.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuQuotaTest {

  private static final String V2 =
      "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
  private static final String V1 =
      """
      31 30 0:28 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
      32 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct
      """;

  @TempDir Path root;

  private Optional<Double> quota(String groups, String mounts) throws IOException {
    write("proc/self/cgroup", groups);
    write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + mounts);
    return CpuQuota.of(root.resolve("proc/self"), root);
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
  }

  @Test
  @DisplayName("version 2: the process's own group has the quota")
  void unified() throws IOException {
    write("sys/fs/cgroup/a/b/cpu.max", "150000 100000\n");
    assertEquals(Optional.of(1.5), quota("0::/a/b\n", V2));
  }

  @Test
  @DisplayName("version 2: the smallest quota of all groups above holds")
  void above() throws IOException {
    write("sys/fs/cgroup/a/cpu.max", "50000 100000\n");
    write("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/a/b/c/cpu.max", "200000 100000\n");
    assertEquals(Optional.of(0.5), quota("0::/a/b/c\n", V2));
  }

  @Test
  @DisplayName("version 2: in a container the top of the mount is its own group")
  void container() throws IOException {
    write("sys/fs/cgroup/cpu.max", "200000 100000\n");
    assertEquals(Optional.of(2.0), quota("0::/\n", V2));
    assertEquals(Optional.of(2.0), quota("0::/../outside\n", V2), "outside of what is mounted");
  }

  @Test
  @DisplayName("version 1: the hierarchy of the controller cpu has it, in two files")
  void separate() throws IOException {
    write("sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "250000\n");
    write("sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n");
    assertEquals(Optional.of(2.5), quota("3:cpuset:/\n4:cpu,cpuacct:/a\n0::/\n", V1 + V2));
  }

  @Test
  @DisplayName("version 1: in a container the mount shows its own group as the top")
  void mountedGroup() throws IOException {
    write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "50000\n");
    String mount = "32 30 0:29 /docker/123 /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n";
    assertEquals(Optional.of(2.0), quota("4:cpu:/docker/123\n", mount));
  }

  @Test
  @DisplayName("without a quota, a group or a file there is none")
  void none() throws IOException {
    assertEquals(Optional.empty(), CpuQuota.of(root.resolve("proc/self"), root), "no files");
    assertEquals(Optional.empty(), quota("", ""), "no groups");
    assertEquals(Optional.empty(), quota("0::/a\n", V2), "no file of a quota");
    write("sys/fs/cgroup/a/cpu.max", "max 100000\n");
    assertEquals(Optional.empty(), quota("0::/a\n", V2), "no quota");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    assertEquals(Optional.empty(), quota("4:cpu,cpuacct:/\n", V1), "no quota in version 1");
    write("sys/fs/cgroup/a/cpu.max", "nonsense\n");
    assertEquals(Optional.empty(), quota("0::/a\n", V2), "nothing that can be read");
  }
}
