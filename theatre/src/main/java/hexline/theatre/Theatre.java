package hexline.theatre;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.cli.Checkout;
import hexline.cli.Failures;
import hexline.cli.Printable;
import hexline.cli.Version;
import hexline.cli.WholeFile;
import hexline.page.Browser;
import hexline.theatre.page.TheatrePage;
import hexline.theatre.recording.ChromeTrace;
import hexline.theatre.recording.Json;
import hexline.theatre.recording.Recording;
import hexline.theatre.recording.TheatreFile;
import hexline.theatre.scene.Scene;
import hexline.theatre.scene.Scenes;
import hexline.theatre.server.ServerSpec;
import hexline.theatre.server.StraceWatching;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the theatre: {@code ./run theatre}. */
@Command(
    name = "theatre",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Records a short scene on real servers, and shows who works and who waits.",
    footer = {
      "",
      "Without a scene it lists the scenes. A scene is played with all five servers, which takes "
          + "less than 20 s, and written as a page that needs no network; its path is the last line. "
          + "The servers are recorded with probes, so no figure is a measurement: ./run bench "
          + "measures.",
      "Exit codes: 1 a server could not be recorded, or a file not be written, 2 wrong usage."
    })
public final class Theatre implements Callable<Integer> {

  @Parameters(
      paramLabel = "SCENE",
      arity = "0..1",
      description = "Which scene; without it the scenes are listed.")
  @Nullable String name;

  @Option(
      names = "--server",
      paramLabel = "NAME",
      description =
          "Only this server; options of the server may follow: 'nio --workers 4'. Repeatable.")
  List<String> only = List.of();

  @Option(
      names = "--external",
      paramLabel = "NAME=COMMAND",
      description =
          "Also another server of the protocol, as strace sees it: a command that stays in the "
              + "foreground. {port} is replaced by a free port, {work} by the work of each request. "
              + "Repeatable.")
  List<String> external = List.of();

  @Option(
      names = "--record",
      description =
          "Keep what the recorders have written (.jfr for JDK Mission Control), and write the scene "
              + "for Perfetto (.trace.json).")
  boolean keep;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where the files go (theatre/recordings).")
  Path folder =
      Checkout.find()
          .map(checkout -> checkout.root().resolve("theatre"))
          .orElse(Path.of(""))
          .resolve("recordings");

  @Option(names = "--open", description = "Opens the page in a browser.")
  boolean open;

  @Spec CommandSpec command = CommandSpec.create();

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command line as a program of its own does. */
  static int run(String... args) {
    Locale.setDefault(Locale.ROOT); // no number has the user's digits
    return Failures.reportedBy(new CommandLine(new Theatre())).execute(args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (name == null) {
      list(command.commandLine().getOut());
      return 0;
    }
    Scene scene =
        Scenes.named(name)
            .orElseThrow(() ->
                wrong(
                    "there is no scene '"
                        + name
                        + "': "
                        + Scenes.ALL.stream().map(Scene::name).collect(Collectors.joining(", "))));
    List<ServerSpec> servers = servers(scene);
    Files.createDirectories(folder);
    Path temporary = Files.createTempDirectory("hexline-theatre");
    try (var recorder = new Recorder(scene, servers, temporary, true)) {
      List<Recording> recordings = recorder.record(this::progress);
      write(scene, recordings, recorder);
    } finally {
      delete(temporary);
    }
    return 0;
  }

  private static void list(PrintWriter out) {
    out.println("scenes, as in ./run theatre " + Scenes.ALL.getFirst().name());
    for (Scene scene : Scenes.ALL) {
      out.println(String.format(Locale.ROOT, "  %-15s %s", scene.name(), scene.title()));
    }
    out.flush();
  }

  private List<ServerSpec> servers(Scene scene) {
    var servers = new ArrayList<ServerSpec>();
    try {
      var names = new ArrayList<String>(only);
      if (only.isEmpty()) {
        names.addAll(ServerSpec.suite());
        names.addAll(scene.further());
      }
      names.forEach(each -> servers.add(ServerSpec.ofSuite(each)));
      external.forEach(each -> servers.add(external(scene, each)));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    var labels = new HashSet<String>();
    for (ServerSpec server : servers) {
      if (!labels.add(server.label())) {
        throw wrong("two servers are called '" + server.label() + "'");
      }
    }
    return servers;
  }

  private ServerSpec external(Scene scene, String text) {
    ServerSpec server = ServerSpec.external(text);
    if (!StraceWatching.isPossible()) {
      throw new IllegalArgumentException(
          "--external needs strace, which is not on the PATH (Linux; apt install strace)");
    }
    if (scene.hasWork() && server instanceof ServerSpec.External other && !other.canWork()) {
      throw new IllegalArgumentException(
          "each request of '"
              + scene.name()
              + "' has work, and the command of '"
              + server.label()
              + "' has no {work}");
    }
    return server;
  }

  private ParameterException wrong(String reason) {
    return new ParameterException(command.commandLine(), reason);
  }

  private void progress(String what) {
    PrintWriter err = command.commandLine().getErr();
    err.println("theatre: " + Printable.of(what));
    err.flush();
  }

  private void write(Scene scene, List<Recording> recordings, Recorder recorder)
      throws IOException {
    String json = Json.write(TheatreFile.of(scene, Machine.look(), recordings));
    write(folder.resolve(scene.name() + ".json"), json + "\n");
    Path page = folder.resolve(scene.name() + ".html");
    TheatrePage.write(page, json);
    if (keep) {
      write(folder.resolve(scene.name() + ".trace.json"), ChromeTrace.json(recordings));
      for (SceneRun run : recorder.runs()) {
        keep(scene, run);
      }
    }
    PrintWriter out = command.commandLine().getOut();
    int width = recordings.stream().mapToInt(each -> each.server().length()).max().orElse(0);
    for (Recording recording : recordings) {
      String label = String.format(Locale.ROOT, "%-" + width + "s", recording.server());
      out.println(Printable.of(label + "  " + recording.caption()));
      recording.unseen().forEach(unseen -> out.println(" ".repeat(width + 2) + unseen));
    }
    out.println(page);
    out.flush();
    if (open) {
      Browser.open(page);
    }
  }

  private void keep(Scene scene, SceneRun run) throws IOException {
    Path file = run.file();
    if (file != null) {
      String name = file.getFileName().toString();
      String kept =
          scene.name()
              + "-"
              + run.label().replaceAll("\\W+", "-")
              + name.substring(name.lastIndexOf('.'));
      Files.copy(file, folder.resolve(kept), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void write(Path file, String text) throws IOException {
    try (var whole = WholeFile.open(file)) {
      whole.output().write(text.getBytes(UTF_8));
      whole.commit();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
