package hexline.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.cli.Failures;
import hexline.cli.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.ProfilersFailedException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.util.Optional;

/**
 * JMH's command line, with {@link ServerProfiler} switched on, and a result file that is written
 * whole or not at all.
 *
 * <p>JMH 1.37 calls methods of sun.misc.Unsafe that JDK 24 and newer warn about on standard error.
 * A manifest cannot allow them, so this class starts a second JVM with the flag that does.
 */
public final class Main {

  /** JMH reads the layout of its objects through sun.misc.Unsafe. */
  static final String ALLOW_UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  /** OSHI and JMH load native libraries. */
  static final String ALLOW_NATIVE = "--enable-native-access=ALL-UNNAMED";

  private Main() {}

  /** Options of JMH's command line. The result file is kept from JMH, which would write it itself. */
  private static final class Options extends CommandLineOptions {
    private static final long serialVersionUID = 1; // JMH sends the options to its forks

    Options(String... args) throws CommandLineOptionException {
      super(args);
    }

    @Override
    public Optional<String> getResult() {
      return Optional.none();
    }

    @Override
    public Optional<ResultFormatType> getResultFormat() {
      return Optional.none();
    }

    /** Whether benchmarks are to be run, and not only to be listed. */
    boolean areToRun() {
      return !(shouldHelp()
          || shouldList()
          || shouldListWithParams()
          || shouldListProfilers()
          || shouldListResultFormats());
    }

    ResultFormatType format() {
      return super.getResultFormat().orElse(Defaults.RESULT_FORMAT);
    }

    /** The result file, JMH's own name for it if only its format was given, or none. */
    Optional<Path> file() {
      if (!super.getResult().hasValue() && !super.getResultFormat().hasValue()) {
        return Optional.none();
      }
      String name = Defaults.RESULT_FILE_PREFIX + "." + format().name().toLowerCase(Locale.ROOT);
      return Optional.of(Path.of(super.getResult().orElse(name)));
    }
  }

  /** Takes all options of JMH: {@code -h} lists them, and so does {@code --help}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> jvmArguments = ManagementFactory.getRuntimeMXBean().getInputArguments();
    if (!jvmArguments.contains(ALLOW_UNSAFE)) {
      System.exit(withoutWarnings(jvmArguments, args));
    }
    Locale.setDefault(Locale.ROOT); // JMH would write numbers with the digits of the user's locale
    var all = new ArrayList<>(List.of(args));
    all.replaceAll(word -> word.equals("--help") ? "-h" : word); // as of all other programs
    all.addAll(List.of("-prof", ServerProfiler.class.getName()));
    String[] arguments = all.toArray(String[]::new);
    Options options;
    try {
      options = new Options(arguments);
    } catch (CommandLineOptionException e) {
      System.err.println("jmh: " + e.getMessage());
      System.err.println("Try './run jmh --help'.");
      System.exit(2);
      return;
    }
    if (options.areToRun() && options.file().hasValue()) {
      System.exit(run(options, options.file().get()));
    }
    org.openjdk.jmh.Main.main(arguments);
  }

  /** What JMH's own command line does, with the exit codes of that, and the result file. */
  private static int run(Options options, Path file) {
    try (WholeFile results = WholeFile.open(file)) { // at once: a wrong path is no late surprise
      Collection<RunResult> found = new Runner(options).run();
      if (found.isEmpty()) {
        System.err.println("jmh: no benchmark has a result: " + file + " is left as it was");
        return 1;
      }
      var text = new ByteArrayOutputStream();
      var printer = new PrintStream(text, true, UTF_8);
      ResultFormatFactory.getInstance(options.format(), printer).writeOut(found);
      results.output().write(text.toByteArray());
      results.commit();
      System.out.println();
      System.out.println("Benchmark result is saved to " + file);
      return 0;
    } catch (NoBenchmarksException e) {
      System.err.println("jmh: no benchmark matches; ./run jmh -l lists all");
    } catch (ProfilersFailedException e) {
      System.err.println("jmh: " + e.getMessage());
    } catch (RunnerException e) {
      System.err.print("ERROR: ");
      e.printStackTrace(System.err);
    } catch (IOException e) {
      System.err.println("jmh: cannot write the results: " + Failures.reason(e));
    }
    return 1;
  }

  private static int withoutWarnings(List<String> jvmArguments, String[] args)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.addAll(List.of(ALLOW_UNSAFE, ALLOW_NATIVE));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    Process jmh = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(jmh::destroy, "stop-jmh"));
    return jmh.waitFor();
  }
}
