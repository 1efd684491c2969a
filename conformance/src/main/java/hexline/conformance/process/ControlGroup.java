package hexline.conformance.process;

import hexline.conformance.client.Skipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Processes that the kernel limits together: a cgroup of version 2. It is there until this is
 * closed, which is when its processes have ended.
 */
final class ControlGroup implements AutoCloseable {

  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final AtomicInteger GROUPS = new AtomicInteger();
  private static final long TO_END = TimeUnit.SECONDS.toNanos(2);
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);

  private final Path folder;

  private ControlGroup(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes a group.
   *
   * @param limits values by the names of their files, as in {@code pids.max}
   * @throws Skipped if this system cannot
   */
  static ControlGroup create(Map<String, String> limits) {
    return create(ROOT, limits);
  }

  /** The same as a child of a group of processes. */
  static ControlGroup create(Path parent, Map<String, String> limits) {
    Path given = parent.resolve("cgroup.subtree_control");
    String group = "hexline-" + ProcessHandle.current().pid() + "-" + GROUPS.getAndIncrement();
    Path folder = parent.resolve(group);
    try {
      if (!Files.exists(given)) {
        throw new Skipped("to limit a group of processes, the kit needs cgroup v2 at " + parent);
      }
      List<String> controllers = List.of(Files.readString(given).strip().split(" ", -1));
      for (String file : limits.keySet()) {
        String controller = file.substring(0, file.indexOf('.'));
        if (!controllers.contains(controller)) {
          throw new Skipped("%s does not name the controller %s".formatted(given, controller));
        }
      }
      Files.deleteIfExists(folder); // of an earlier process with this id
      Files.createDirectory(folder);
      var created = new ControlGroup(folder);
      created.write(limits);
      return created;
    } catch (IOException e) {
      throw new Skipped("to limit a group of processes, the kit has to be root: " + e);
    }
  }

  private void write(Map<String, String> limits) throws IOException {
    try {
      for (Map.Entry<String, String> limit : limits.entrySet()) {
        Files.writeString(folder.resolve(limit.getKey()), limit.getValue());
      }
      Path swap = folder.resolve("memory.swap.max"); // the kernel may have none
      if (Files.exists(swap)) {
        Files.writeString(swap, "0");
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The command that starts a program in this group. */
  List<String> inFrontOf(List<String> words) {
    String enter = "echo $$ > '" + folder.resolve("cgroup.procs") + "' && exec \"$0\" \"$@\"";
    return Stream.concat(Stream.of("/bin/sh", "-c", enter), words.stream()).toList();
  }

  /** Removes the group, as soon as the kernel has forgotten its processes. */
  @Override
  public void close() {
    long start = System.nanoTime();
    while (!isRemoved() && System.nanoTime() - start < TO_END) {
      LockSupport.parkNanos(LOOK);
    }
  }

  private boolean isRemoved() {
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
