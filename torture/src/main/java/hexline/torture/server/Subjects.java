package hexline.torture.server;

import hexline.cli.Checkout;
import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.process.Target;
import hexline.torture.server.Subject.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The servers that there are. */
public final class Subjects {

  /** Exit code of a JVM that SIGTERM has ended. */
  private static final int SIGTERM_EXIT_CODE = 143;

  private static final String PORT = "{port}";
  private static final String OPTIONS = "{options}";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /** The others fail many cases by waiting in vain, which need not take long. */
  private static final Duration OTHERS_TIMEOUT = Duration.ofSeconds(2);

  private static final Set<Trait> ONE_AT_A_TIME = Set.of(Trait.ONE_CLIENT_AT_A_TIME);

  private record Model(String mainClass, String about) {}

  /** The five servers, in reading order. */
  private static final Map<String, Model> SUITE = new LinkedHashMap<>();

  static {
    SUITE.put("sync", new Model("hexline.sync.SyncServer", "one thread, one client at a time"));
    SUITE.put(
        "threaded", new Model("hexline.threaded.ThreadedServer", "a platform thread per client"));
    SUITE.put("nio", new Model("hexline.nio.NioServer", "a selector loop for all clients"));
    SUITE.put("async", new Model("hexline.async.AsyncServer", "completions call the next stage"));
    SUITE.put("virtual", new Model("hexline.virtual.VirtualServer", "a virtual thread per client"));
  }

  private Subjects() {}

  /** The names of the five servers, in reading order. */
  public static List<String> suite() {
    return List.copyOf(SUITE.keySet());
  }

  /**
   * One of the five servers, with options if there are any, as in {@code nio --workers 4}.
   *
   * @param settings without its trait and its exit code
   * @throws IllegalArgumentException if there is no such server
   */
  public static Subject ofSuite(String text, Settings settings) {
    List<String> words = words(text);
    String name = words.isEmpty() ? "" : words.getFirst();
    Model model = SUITE.get(name);
    if (model == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not one of " + String.join(", ", suite()));
    }
    List<String> options = words.subList(1, words.size());
    var arguments = new ArrayList<>(List.of("--port", PORT, OPTIONS));
    arguments.addAll(options);
    var repeat = new ArrayList<>(List.of("--", "./run", name + "-server"));
    repeat.addAll(arguments);
    return new Subject(
        (name + " " + String.join(" ", options)).replace("--", "").strip(),
        Kind.SUITE,
        model.about(),
        java(model.mainClass(), arguments),
        settings.withTraits(Trait.of(name)).withExitCode(SIGTERM_EXIT_CODE),
        repeat);
  }

  /**
   * A command that starts a server.
   *
   * @throws IllegalArgumentException if there is no {@code {port}} in it
   */
  public static Subject command(List<String> words, Settings settings) {
    var checked = new Target.Command(words);
    var repeat = new ArrayList<>(List.of("--"));
    repeat.addAll(words);
    return new Subject(
        "command", Kind.GIVEN, "", new Subject.Command(checked.words()), settings, repeat);
  }

  /** A server that runs already. */
  public static Subject running(String host, int port, Settings settings) {
    return new Subject(
        host + ":" + port,
        Kind.GIVEN,
        "",
        new Subject.Running(host, port),
        settings,
        List.of("--host", host, "--port", String.valueOf(port)));
  }

  /**
   * Servers to compare with: the first drafts, the article's server, one with Netty, one in Python. All
   * of them ignore the options of a case, so that it can show what the option is for.
   *
   * @param missing receives a sentence for each one that this machine cannot run
   */
  public static List<Subject> others(Settings settings, Consumer<String> missing) {
    boolean isLong = settings.timeout().compareTo(OTHERS_TIMEOUT) > 0;
    Settings shorter = isLong ? settings.withTimeout(OTHERS_TIMEOUT) : settings;
    var others = new ArrayList<Subject>();
    for (String model : suite()) {
      others.add(
          new Subject(
              "draft " + model,
              Kind.OTHER,
              "the model on one page, without limits and guards",
              java("hexline." + model + ".FirstDraft", List.of("--port", PORT, OPTIONS)),
              shorter.withTraits(Trait.of(model)),
              List.of("--", "./run", "draft", model, "--port", PORT, OPTIONS)));
    }
    others.add(
        new Subject(
            "article",
            Kind.OTHER,
            "takes one read for one message",
            java("hexline.sync.ArticleDraft", List.of("--port", PORT, OPTIONS)),
            shorter.withTraits(ONE_AT_A_TIME),
            List.of("--", "./run", "draft", "article", "--port", PORT, OPTIONS)));
    others.add(
        new Subject(
            "netty",
            Kind.OTHER,
            "as a user of Netty would write it, with its line decoder, and no limit set",
            java("hexline.baseline.netty.NettyServer", List.of(PORT, "none", OPTIONS)),
            shorter,
            List.of(
                "--",
                "java",
                "-jar",
                "bench/baselines/netty/target/netty-baseline.jar",
                PORT,
                "none",
                OPTIONS)));
    python(shorter, missing).ifPresent(others::add);
    return others;
  }

  private static Optional<Subject> python(Settings settings, Consumer<String> missing) {
    String program = "bench/baselines/python/asyncio_server.py";
    Optional<Checkout> checkout = Checkout.find();
    if (checkout.isEmpty() || !hasPython()) {
      missing.accept(
          "no server in Python: "
              + (checkout.isEmpty() ? program + " is in a checkout only" : "no python3 here"));
      return Optional.empty();
    }
    return Optional.of(
        new Subject(
            "asyncio",
            Kind.OTHER,
            "Python's streams, a coroutine per client, and no limit set",
            new Subject.Command(python(checkout.get().root().resolve(program).toString())),
            settings,
            concat("--", python(program))));
  }

  /** The shell takes the program and the port, and drops the options, which are behind them. */
  private static List<String> python(String program) {
    return List.of("sh", "-c", "exec python3 -B \"$0\" \"$1\"", program, PORT, OPTIONS);
  }

  private static List<String> concat(String first, List<String> others) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(others);
    return all;
  }

  private static boolean hasPython() {
    try {
      Process python =
          new ProcessBuilder("python3", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return python.waitFor(10, TimeUnit.SECONDS) && python.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A main class on the class path of this JVM. */
  private static Subject.Command java(String mainClass, List<String> arguments) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add(Subject.Command.JVM);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    words.addAll(arguments);
    return new Subject.Command(words);
  }

  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    for (Matcher word = WORD.matcher(text); word.find(); ) {
      for (int group = 1; group <= 3; group++) {
        if (word.group(group) != null) {
          words.add(word.group(group));
        }
      }
    }
    return words;
  }
}
