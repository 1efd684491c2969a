package hexline.bench.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import oshi.software.os.OSProcess;

/**
 * Context switches of the threads that a process has now, since each thread started. Threads that
 * have ended are not counted.
 *
 * @param voluntary the thread waited
 * @param involuntary the thread was preempted
 */
public record ContextSwitches(long voluntary, long involuntary) {

  private static final String VOLUNTARY = "voluntary_ctxt_switches:";
  private static final String INVOLUNTARY = "nonvoluntary_ctxt_switches:";

  /**
   * Sums over the threads of a process. Linux counts by thread, and OSHI reads the first thread of
   * another process only, so the sum is made here; on other systems OSHI has it.
   */
  static ContextSwitches of(OSProcess process) throws IOException {
    Path tasks = Path.of("/proc/" + process.getProcessID() + "/task");
    if (!Files.isDirectory(tasks)) {
      return new ContextSwitches(
          process.getVoluntaryContextSwitches(), process.getInvoluntaryContextSwitches());
    }
    long voluntary = 0;
    long involuntary = 0;
    try (DirectoryStream<Path> each = Files.newDirectoryStream(tasks)) {
      for (Path task : each) {
        try {
          for (String line : Files.readAllLines(task.resolve("status"))) {
            voluntary += count(line, VOLUNTARY);
            involuntary += count(line, INVOLUNTARY);
          }
        } catch (IOException e) {
          // The thread has ended since it was listed or its file was opened.
        }
      }
    }
    return new ContextSwitches(voluntary, involuntary);
  }

  ContextSwitches plus(ContextSwitches other) {
    return new ContextSwitches(voluntary + other.voluntary, involuntary + other.involuntary);
  }

  private static long count(String line, String name) {
    return line.startsWith(name) ? Long.parseLong(line.substring(name.length()).strip()) : 0;
  }
}
