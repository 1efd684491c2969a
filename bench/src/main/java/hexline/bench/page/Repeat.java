package hexline.bench.page;

import hexline.bench.experiment.Experiments;
import hexline.bench.page.Results.Server;
import hexline.cli.ShellWords;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The command that repeats a run: the one that began it, without where its results went. Where the
 * file does not say it, it is put together from what the plan says.
 */
final class Repeat {

  private static final Set<String> SUITE =
      new LinkedHashSet<>(List.of("sync", "threaded", "nio", "async", "virtual"));
  private static final Set<String> BASELINES =
      Set.of("python sync", "python threads", "python asyncio", "netty");
  private static final String AFTER_OWN_OPTIONS = "{work}"; // options of the server follow it

  private static final int TASKSET = 3; // words of "taskset -c 0"

  private Repeat() {}

  /** One line for a POSIX shell. */
  static String command(Results results) {
    var words = new ArrayList<>(List.of("./run", "bench"));
    if (results.plan().path("arguments").isArray()) {
      addArguments(Results.texts(results.plan(), "arguments"), words);
      return shell(words);
    }
    if (results.profile().path("name").asString("").equals("full")) {
      words.add("--full");
    }
    addServers(results, words);
    addExperiments(results, words);
    words.add("--seed");
    words.add(results.plan().path("seed").asString("1"));
    int threads = results.plan().path("loadThreads").asInt(1);
    if (threads != 1) {
      words.add("--threads");
      words.add("" + threads);
    }
    return shell(words);
  }

  private static String shell(List<String> words) {
    return ShellWords.of(words);
  }

  private static void addArguments(List<String> arguments, List<String> words) {
    boolean isFolder = false;
    for (String word : arguments) {
      if (!isFolder && !word.equals("--open") && !word.startsWith("--results")) {
        words.add(word);
      }
      isFolder = word.equals("--results");
    }
  }

  private static void addServers(Results results, List<String> words) {
    List<Server> servers = results.servers();
    List<String> labels = servers.stream().map(Server::label).toList();
    boolean whole = labels.containsAll(SUITE);
    boolean baselines = false;
    boolean pinned = false;
    for (Server server : servers) {
      String label = server.label();
      pinned |= isPinned(server);
      if (server.kind().equals("remote")) {
        addRemote(server, words);
      } else if (BASELINES.contains(label) && !server.kind().equals("suite")) {
        baselines = true;
      } else if (server.kind().equals("command")) {
        words.add("--external");
        words.add(external(server));
      } else if (SUITE.contains(label)) {
        if (!whole) {
          words.add("--server");
          words.add(label);
        }
      } else if (isAsked(results, label)) {
        words.add("--server");
        words.add(withOptions(server));
      }
    }
    if (baselines) {
      words.add("--baselines");
    }
    if (pinned) {
      words.add("--pin");
    }
  }

  private static void addRemote(Server server, List<String> words) {
    int colon = server.address().lastIndexOf(':');
    words.add("--host");
    words.add(server.address().substring(0, Math.max(0, colon)));
    words.add("--port");
    words.add(server.address().substring(colon + 1));
    if (server.clientsAtOnce() != Integer.MAX_VALUE) {
      words.add("--clients");
      words.add("" + server.clientsAtOnce());
    }
  }

  private static boolean isPinned(Server server) {
    return server.command().size() > TASKSET && server.command().getFirst().equals("taskset");
  }

  /** The command without the part that puts it on some processors. */
  private static List<String> command(Server server) {
    return isPinned(server)
        ? server.command().subList(TASKSET, server.command().size())
        : server.command();
  }

  /** Event loops get a second row with workers in BlockingWork without being asked for. */
  private static boolean isAsked(Results results, String label) {
    return results.points().stream()
            .filter(point -> !Charts.blocks(point))
            .anyMatch(point -> point.row(label).isPresent())
        || results.idle().stream().anyMatch(idle -> idle.server().equals(label));
  }

  private static String withOptions(Server server) {
    String name = server.label().split(" ", 2)[0];
    int work = server.command().indexOf(AFTER_OWN_OPTIONS);
    List<String> options =
        work < 0 ? List.of() : server.command().subList(work + 1, server.command().size());
    return (name + " " + String.join(" ", options)).strip();
  }

  private static String external(Server server) {
    String limit = server.clientsAtOnce() == Integer.MAX_VALUE ? "" : ":" + server.clientsAtOnce();
    return server.label()
        + limit
        + "="
        + String.join(" ", command(server).stream().map(Repeat::quotedInside).toList());
  }

  /** A word of a command within an option, which the bench splits by double quotes, too. */
  private static String quotedInside(String word) {
    return word.isEmpty() || word.contains(" ") ? '"' + word + '"' : word;
  }

  private static void addExperiments(Results results, List<String> words) {
    var measured = new LinkedHashSet<String>();
    results.points().forEach(point -> measured.add(point.experiment()));
    if (!results.idle().isEmpty()) {
      measured.add("IdleConnections");
    }
    if (measured.isEmpty()
        || measured.containsAll(Experiments.labels())
        || results.isInterrupted()) {
      return;
    }
    for (String experiment : measured) {
      words.add("--only");
      words.add(experiment);
    }
  }
}
