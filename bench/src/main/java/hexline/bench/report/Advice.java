package hexline.bench.report;

import hexline.bench.experiment.Standing;
import hexline.bench.experiment.Waits;
import hexline.bench.load.Load;
import hexline.bench.server.IdleMemory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A short answer to "which one should I use?". Every sentence rests on rows of this run and names
 * them; a question that was not measured has no sentence.
 */
public final class Advice {

  private Advice() {}

  /** The answer in sentences; empty if too little was measured. */
  public static List<String> of(List<Standings> points, Collection<IdleMemory> memory) {
    var sentences = new ArrayList<String>();
    blocking(points).ifPresent(sentences::add);
    capacity(points).ifPresent(sentences::add);
    memory(memory).ifPresent(sentences::add);
    return sentences;
  }

  private static Optional<Standings> find(List<Standings> points, String label) {
    return points.stream()
        .filter(at -> at.point().experiment().label().equals(label))
        .filter(at -> at.ranked().size() > 1)
        .findFirst();
  }

  private static Optional<String> blocking(List<Standings> points) {
    return find(points, "BlockingWork")
        .map(at -> Waits.of(at.point(), at.all()))
        .map(waits -> Stream.concat(waits.free().stream(), waits.slower().stream()).toList())
        .filter(going -> !going.isEmpty())
        .map(going ->
            "Your requests wait for a database or another service: "
                + Ranking.names(going)
                + (going.size() == 1 ? " keeps" : " keep")
                + " the other clients going (BlockingWork).");
  }

  /** The point with the most requests in flight among those with one request on a connection. */
  private static Optional<String> capacity(List<Standings> points) {
    return points.stream()
        .filter(at -> at.point().experiment().label().equals("KeepAlive"))
        .filter(at -> at.ranked().size() > 1)
        .filter(at -> load(at).depth() == 1)
        .max(Comparator.comparingInt(at -> load(at).connections()))
        .filter(at -> at.ranked().getLast().isClearlyBelow())
        .map(at -> {
          List<Standing> ranked = at.ranked();
          List<String> first =
              servers(
                  at,
                  standing -> standing.ratio().map(ratio -> !ratio.isDifference()).orElse(false));
          Standing last = ranked.getLast();
          return String.format(
              Locale.ROOT,
              "Your requests only move bytes, and you need more than %,.0f/s of them from one"
                  + " process, which %s reaches: %s (KeepAlive, %s). Below that rate any of them"
                  + " does: take the one that is easiest to read.",
              last.rate(),
              last.server(),
              Ranking.names(first),
              at.point().name());
        });
  }

  private static Load load(Standings at) {
    return at.rows().getFirst().load();
  }

  private static Optional<String> memory(Collection<IdleMemory> memory) {
    List<IdleMemory> sound =
        memory.stream()
            .filter(idle -> idle.error() == null)
            .sorted(Comparator.comparingDouble(IdleMemory::bytesPerConnection))
            .toList();
    if (sound.size() < 2) {
      return Optional.empty();
    }
    IdleMemory least = sound.getFirst();
    IdleMemory most = sound.getLast();
    return Optional.of(
        ("Most of your connections are idle: 10,000 of them take %s MB in %s and %s MB in %s"
                + " (IdleConnections).")
            .formatted(megabytes(least), least.server(), megabytes(most), most.server()));
  }

  private static String megabytes(IdleMemory idle) {
    return Format.significant(Math.max(0, idle.bytesPerConnection()) * 10_000 / (1 << 20));
  }

  private static List<String> servers(Standings at, Predicate<Standing> wanted) {
    return at.ranked().stream().filter(wanted).map(Standing::server).toList();
  }
}
