package hexline.torture.report;

import hexline.cli.Printable;
import hexline.torture.soak.SoakResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Soaks as text: a few lines for each server. */
public final class SoakLines {

  private static final double MEGA = 1 << 20;

  private SoakLines() {}

  /** Prints the soaks of those servers that have one. */
  public static void print(List<ServerResults> servers, PrintWriter out) {
    for (ServerResults server : servers) {
      SoakResult soak = server.soak();
      if (soak != null) {
        out.println();
        of(server.subject().label(), soak).forEach(out::println);
      }
    }
    out.flush();
  }

  /** The lines of a soak. */
  static List<String> of(String label, SoakResult soak) {
    long conversations = soak.conversations().values().stream().mapToLong(count -> count).sum();
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: soak of %.0f s with seed %d: %,d conversations, %,d answers checked, %,d wrong",
            Printable.of(label),
            soak.seconds(),
            soak.seed(),
            conversations,
            soak.answers(),
            soak.wrong()));
    Long heap = soak.left().heapBytes();
    lines.add(
        String.format(
            Locale.ROOT,
            "  memory grew by %.1f MB; left at the end: %d descriptors, %d threads%s",
            soak.growthBytes() / MEGA,
            soak.left().descriptors(),
            soak.left().threads(),
            heap == null
                ? ""
                : String.format(Locale.ROOT, ", %.1f MB of live objects", heap / MEGA)));
    soak.problems().forEach(problem -> lines.add("  FAIL " + Printable.of(problem)));
    soak.findings().forEach(finding -> lines.add("  " + finding));
    return lines;
  }
}
