package hexline.bench.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import oshi.software.os.OSProcess;

/**
 * How often the threads of a process have given up a processor, so far. Threads that have ended have
 * taken their counts with them.
 *
 * @param voluntary because they waited
 * @param involuntary because they were preempted
 */
public record ContextSwitches(long voluntary, long involuntary) {

  private static final String VOLUNTARY = "voluntary_ctxt_switches:";
  private static final String INVOLUNTARY = "nonvoluntary_ctxt_switches:";

  /**
   * Sums over the threads of a process. OSHI gives the sum where the system does; Linux counts by
   * thread, and of another process OSHI reads the first one only.
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
          // It has ended since it was listed, or since its file was opened.
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
