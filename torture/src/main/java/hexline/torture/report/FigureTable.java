package hexline.torture.report;

import hexline.cli.Printable;
import hexline.torture.figure.Figure;
import hexline.torture.figure.Measured;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The figures as text: a row for each figure, a column for each server. Where that is wider than the
 * terminal, there is a table for each server. Below it stand the seeds of what was drawn at random.
 */
public final class FigureTable {

  private static final String GAP = "  ";
  private static final Set<Figure> DRAWN = EnumSet.of(Figure.FAULTS, Figure.FUZZ);

  private final List<ServerResults> servers;
  private final int columns;

  /**
   * A table.
   *
   * @param servers of which those with figures are shown
   * @param columns of the terminal
   */
  public FigureTable(List<ServerResults> servers, int columns) {
    this.servers = servers.stream().filter(server -> !server.figures().isEmpty()).toList();
    this.columns = columns;
  }

  /** Prints the table, and an empty line before it; nothing if there are no figures. */
  public void print(PrintWriter out) {
    if (!servers.isEmpty()) {
      out.println();
      lines().forEach(out::println);
      seeds().forEach(out::println);
      out.flush();
    }
  }

  List<String> lines() {
    List<String> together = lines(servers);
    if (together.stream().allMatch(line -> line.length() <= columns)) {
      return together;
    }
    var lines = new ArrayList<String>();
    for (ServerResults server : servers) {
      lines(List.of(server)).stream()
          .map(line -> line.substring(0, Math.min(line.length(), columns)))
          .forEach(lines::add);
    }
    return lines;
  }

  private List<String> seeds() {
    return servers.stream()
        .flatMap(server ->
            server.figures().stream()
                .filter(each -> DRAWN.contains(each.figure()))
                .map(each ->
                    "%s, %s: %s"
                        .formatted(server.subject().label(), each.figure().title(), each.note())))
        .map(Printable::of)
        .toList();
  }

  private static List<String> lines(List<ServerResults> shown) {
    var rows = new ArrayList<List<String>>();
    var head = new ArrayList<>(List.of("figure"));
    shown.forEach(server -> head.add(Printable.of(server.subject().label())));
    rows.add(head);
    for (Figure figure : Figure.values()) {
      var row = new ArrayList<>(List.of(figure.title()));
      shown.forEach(server -> row.add(text(server, figure)));
      rows.add(row);
    }
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        String pad = " ".repeat(width - row.get(i).length());
        line.append(i == 0 ? row.get(i) + pad : GAP + pad + row.get(i));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static String text(ServerResults server, Figure figure) {
    Optional<Measured> found =
        server.figures().stream().filter(each -> each.figure() == figure).findFirst();
    return found.map(Measured::text).orElse("-");
  }
}
