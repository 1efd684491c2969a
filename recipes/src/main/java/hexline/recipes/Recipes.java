package hexline.recipes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Lists the recipes, or runs one. A test holds the README's table against this list. */
@Command(
    name = "recipes",
    mixinStandardHelpOptions = true,
    versionProvider = Recipes.Version.class,
    usageHelpAutoWidth = true,
    description = "The Java way to do what asyncio does. Without a name: lists the recipes.",
    footer = {"", "Exit codes: 1 the recipe failed, 2 wrong usage."})
public final class Recipes implements Callable<Integer> {

  /** In reading order. */
  static final List<Entry> ALL =
      List.of(
          new Entry("Coroutine", "what await does: a generator with send", Coroutine::main),
          new Entry("AwaitLoop", "what asyncio.run does: a loop from scratch", AwaitLoop::main),
          new Entry("AwaitLoopServer", "a hexline server on that loop", AwaitLoopServer::main),
          new Entry("CpuBound", "what stalls a loop; what all processors gain", CpuBound::main),
          new Entry("BlockingIo", "calling a library that blocks", BlockingIo::main),
          new Entry("HttpRequests", "a page; many pages and a limit", HttpRequests::main),
          new Entry("HttpTimeouts", "a deadline for the whole page", HttpTimeouts::main),
          new Entry("WebServer", "a JSON route: the JDK's server, and Helidon's", WebServer::main),
          new Entry("AsyncIterator", "an item is made when it is asked for", AsyncIterator::main),
          new Entry("Backpressure", "a producer that waits for its consumer", Backpressure::main),
          new Entry("AsyncResource", "a resource whose open and close wait", AsyncResource::main),
          new Entry("FutureResource", "the same with futures", FutureResource::main),
          new Entry("FileLines", "a file line by line, off the carrier", FileLines::main),
          new Entry("Tasks", "start, await, cancel, callback", Tasks::main),
          new Entry("Gather", "all results in order, or the first failure", Gather::main),
          new Entry("WaitFirst", "done and pending; cancel the rest or not", WaitFirst::main),
          new Entry("Locks", "two writers that query, then insert", Locks::main),
          new Entry("UniqueKey", "the same, for writers in any program", UniqueKey::main),
          new Entry("Permits", "10,000 calls, some at a time, no pool", Permits::main),
          new Entry("Timeouts", "one deadline for a chain of calls", Timeouts::main),
          new Entry("FutureTimeouts", "the same with futures", FutureTimeouts::main),
          new Entry("Structured", "gather and wait in a scope (preview)", Recipes::structured),
          new Entry("ScopedContext", "contextvars: ScopedValue, ThreadLocal", ScopedContext::main));

  /**
   * A recipe.
   *
   * @param name the name of its class and file
   * @param summary what it shows, on one line
   * @param program its {@code main}
   */
  record Entry(String name, String summary, Program program) {}

  /** A {@code main} method. */
  @FunctionalInterface
  interface Program {
    void main(String[] args) throws Exception;
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The recipe to run, as in CpuBound or cpu-bound.")
  @Nullable String name;

  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      list();
      return 0;
    }
    var recipe = find(name);
    if (recipe.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "there is no recipe '%s'; %s"
              .formatted(
                  name,
                  near(name).isEmpty()
                      ? "without a name, recipes lists all"
                      : "near it: " + String.join(", ", near(name))));
    }
    recipe.get().program().main(new String[0]);
    return 0;
  }

  private void list() {
    var out = command.commandLine().getOut();
    int width = ALL.stream().mapToInt(recipe -> recipe.name().length()).max().orElse(0);
    for (Entry recipe : ALL) {
      out.println(("%-" + width + "s  %s").formatted(recipe.name(), recipe.summary()));
    }
    out.flush();
  }

  /** Whether there is a recipe of this name, in any spelling that the command line takes. */
  public static boolean has(String name) {
    return find(name).isPresent();
  }

  /** The recipe of that name, written as the class or with hyphens. */
  static Optional<Entry> find(String name) {
    String wanted =
        plain(name).equals("httpclient") ? "httprequests" : plain(name); // what the recipe is about
    return ALL.stream().filter(recipe -> plain(recipe.name()).equals(wanted)).findFirst();
  }

  /** Up to three names that differ from the one given in at most half of its characters. */
  static List<String> near(String wanted) {
    return ALL.stream()
        .map(Entry::name)
        .filter(name -> 2 * distance(plain(wanted), plain(name)) <= plain(wanted).length())
        .sorted(Comparator.comparingInt(name -> distance(plain(wanted), plain(name))))
        .limit(3)
        .toList();
  }

  private static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's distance, except that characters missing at the end of {@code a} are free. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j - 1], row[j]));
      }
    }
    int least = Integer.MAX_VALUE;
    for (int prefix : row) {
      least = Math.min(least, prefix);
    }
    return least;
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("recipes: " + e.getMessage() + ". Try 'recipes --help'.");
    command.getErr().flush();
    return 2;
  }

  /** Runs a recipe in a JVM of its own, with the preview features of exactly JDK 25. */
  private static void structured(String[] args) throws Exception {
    if (Runtime.version().feature() != 25) {
      throw new CannotRun(
          "Structured uses a preview feature of JDK 25 and runs on no other; this is JDK "
              + Runtime.version().feature());
    }
    var here = Path.of(Recipes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = // from MODULE/target/recipes.jar
        here.resolve("../../structured/target/recipes-structured.jar").normalize();
    if (!Files.exists(jar)) {
      throw new CannotRun(
          "Structured is not built: './run recipes Structured' does that with JDK 25");
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    int exitCode =
        new ProcessBuilder(java, "--enable-preview", "-jar", jar.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (exitCode != 0) {
      throw new CannotRun("Structured ended with exit code " + exitCode);
    }
  }

  private static final class CannotRun extends Exception {
    private static final long serialVersionUID = 1;

    CannotRun(String message) {
      super(message);
    }
  }

  /**
   * Prints one line if the recipe cannot run here; throws any other failure, for its stack trace.
   */
  private static int failed(Exception e, CommandLine command, ParseResult unused) throws Exception {
    if (e instanceof CannotRun) {
      command.getErr().println("recipes: " + e.getMessage() + ".");
      command.getErr().flush();
      return 1;
    }
    throw e;
  }

  /** The command line, ready to be executed. */
  static CommandLine commandLine() {
    return new CommandLine(new Recipes())
        .setParameterExceptionHandler(Recipes::wrongUsage)
        .setExecutionExceptionHandler(Recipes::failed);
  }

  /** Ends the JVM even if a recipe has left a thread running. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Recipes.class.getPackage().getImplementationVersion();
      return new String[] {
        "hexline recipes " + (version == null ? "(not packaged)" : version),
        "on " + System.getProperty("java.vm.name") + " " + Runtime.version()
      };
    }
  }
}
