package hexline.bench.page;

import java.util.List;
import java.util.Optional;

/**
 * All that the page shows, computed from results; report.js puts it into the document.
 *
 * @param title of the document
 * @param machine where and when it was measured, in one line
 * @param servers in reading order, which decides their colours
 * @param bets none if the page begins with a comparison
 * @param comparison with an earlier run
 */
record Page(
    String title,
    String machine,
    List<String> servers,
    Headline headline,
    List<String> notices,
    List<Bets.Bet> bets,
    List<Chart> charts,
    Guide guide,
    About about,
    Optional<Compare> comparison) {

  Page {
    servers = List.copyOf(servers);
    notices = List.copyOf(notices);
    bets = List.copyOf(bets);
    charts = List.copyOf(charts);
  }

  /** The page of results, and of what changed since others if there are such. */
  static Page of(Results results, Optional<Results> earlier) {
    return new Page(
        "hexline bench: " + results.name(),
        machine(results),
        results.servers().stream().map(Results.Server::label).toList(),
        Headline.of(results),
        Notices.of(results),
        earlier.isPresent() ? List.of() : Bets.of(results),
        results.isKnown() ? Charts.of(results) : List.of(),
        Guide.of(results),
        About.of(results),
        earlier.map(before -> Compare.of(before, results)));
  }

  private static String machine(Results results) {
    var environment = results.environment();
    String cores = About.processors(environment);
    return String.join(
        " · ",
        java.util.stream.Stream.of(
                environment.path("cpu").asString(""),
                cores,
                environment.path("jdk").asString(""),
                environment.path("date").asString("").replace("T", " ").replace("Z", " UTC"))
            .filter(part -> !part.isBlank())
            .toList());
  }
}
