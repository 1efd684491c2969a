package hexline.bench.report;

import static java.util.Objects.requireNonNull;

import hexline.bench.experiment.Figure;
import hexline.bench.experiment.Point;
import hexline.bench.experiment.Standing;
import hexline.bench.load.Percentiles;
import hexline.bench.statistics.PairedComparison;
import hexline.bench.statistics.Ratio;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The servers at one point, compared in pairs. Rows that fail their audit take no part. */
public final class Standings {

  private final Point point;
  private final Figure figure;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<Figure, PairedComparison> comparisons = new EnumMap<>(Figure.class);
  private final List<Standing> all; // the best first, those without the figure last

  private Standings(Point point, List<Row> at) {
    this.point = point;
    for (Row row : at) {
      if (row.failure().isEmpty()) {
        rows.put(row.server(), row);
      }
    }
    for (Figure each : Figure.values()) {
      var values = new LinkedHashMap<String, double[][]>();
      rows.forEach((server, row) -> values.put(server, row.values(each)));
      comparisons.put(each, new PairedComparison(values));
    }
    this.figure = judged();
    this.all = sorted();
  }

  /** One comparison for each point, in the order of the rows. */
  public static List<Standings> of(List<Row> rows) {
    var points = new LinkedHashMap<String, List<Row>>();
    for (Row row : rows) {
      String point = row.experiment().label() + "\n" + row.point().name();
      points.computeIfAbsent(point, key -> new ArrayList<>()).add(row);
    }
    return points.values().stream().map(at -> new Standings(at.getFirst().point(), at)).toList();
  }

  /** The figure of the experiment, or the median latency where a row has too few samples for it. */
  private Figure judged() {
    Figure wanted = point.experiment().judgedBy();
    boolean tooFew =
        wanted == Figure.TAIL
            && rows.values().stream()
                .anyMatch(row -> row.median(Figure.TAIL).isEmpty() || !hasTail(row));
    return tooFew ? Figure.MEDIAN : wanted;
  }

  private static boolean hasTail(Row row) {
    return Percentiles.isMeaningful(99, row.engineLateShare());
  }

  private List<Standing> sorted() {
    Optional<String> best =
        best(rows.values().stream().filter(row -> row.median(figure).isPresent()).toList());
    var standings = new ArrayList<Standing>();
    for (Row row : rows.values()) {
      standings.add(
          new Standing(
              row.server(),
              row.median(figure).orElse(Double.NaN),
              best.flatMap(server -> ratio(figure, row.server(), server)),
              row.rate().median(),
              row.served(),
              row.load().connections()));
    }
    standings.sort(
        Comparator.comparing((Standing standing) -> !isThatOf(best, standing))
            .thenComparingDouble(this::place)
            .thenComparing(standing -> Double.isNaN(standing.value())));
    return List.copyOf(standings);
  }

  /** The best server is first even if it loses to one of those that it is not told apart from. */
  private static boolean isThatOf(Optional<String> best, Standing standing) {
    return best.equals(Optional.of(standing.server()));
  }

  /** Less is better; not a number, which is sorted last, if the server has no ratio to the best. */
  private double place(Standing standing) {
    double ratio = standing.ratio().map(Ratio::value).orElse(Double.NaN);
    return figure.moreIsBetter() ? -ratio : ratio;
  }

  /**
   * A server that beats those before it, and that those after it do not beat; by ratios within
   * blocks, not by the rates themselves. Among servers that are not told apart each may beat
   * another one in a circle: then one of them is the best by the order of the rows.
   */
  private Optional<String> best(List<Row> comparable) {
    Optional<String> best = Optional.empty();
    for (Row row : comparable) {
      if (best.isEmpty() || beats(row.server(), best.get())) {
        best = Optional.of(row.server());
      }
    }
    return best;
  }

  private boolean beats(String server, String other) {
    Optional<Ratio> ratio = ratio(figure, server, other);
    return ratio.isPresent() && figure.moreIsBetter() == ratio.get().value() > 1;
  }

  public Point point() {
    return point;
  }

  /** The figure by which the servers are compared. */
  public Figure figure() {
    return figure;
  }

  /** The servers that have the figure, the best first. */
  public List<Standing> ranked() {
    return all.stream().filter(standing -> !Double.isNaN(standing.value())).toList();
  }

  /** All servers: the {@link #ranked} ones, and those without the figure after them. */
  public List<Standing> all() {
    return all;
  }

  /** Rows that pass their audit, in the order in which they were measured. */
  public List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** A server's standing; absent if its row failed or has no such figure. */
  public Optional<Standing> of(String server) {
    return ranked().stream().filter(standing -> standing.server().equals(server)).findFirst();
  }

  /** The ratio of a figure of two servers; absent if no block has both. */
  public Optional<Ratio> ratio(Figure of, String server, String reference) {
    return requireNonNull(comparisons.get(of)).ratio(server, reference);
  }
}
