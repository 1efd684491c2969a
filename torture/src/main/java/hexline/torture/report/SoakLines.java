package hexline.torture.report;

import hexline.cli.Printable;
import hexline.torture.soak.SoakResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

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
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: soak of %.0f s with seed %d: %,d conversations, %,d answers checked, %,d wrong",
            Printable.of(label),
            soak.seconds(),
            soak.seed(),
            sum(soak.conversations()),
            soak.answers(),
            soak.wrong()));
    lines.add(faults(soak.faults()));
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

  private static String faults(Map<String, Long> faults) {
    String kinds =
        faults.entrySet().stream()
            .filter(fault -> fault.getValue() > 0)
            .map(fault ->
                String.format(
                    Locale.ROOT,
                    "%s %,d",
                    fault.getKey().toLowerCase(Locale.ROOT),
                    fault.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "  %,d faults of the network injected and survived%s",
        sum(faults),
        kinds.isEmpty() ? "" : ": " + kinds);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(count -> count).sum();
  }
}
