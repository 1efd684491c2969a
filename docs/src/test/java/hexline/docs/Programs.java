package hexline.docs;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code ./run} runs: names from its script, options from the programs' own command lines. */
final class Programs {

  private static final Pattern LISTED = Pattern.compile("(?m)^(?:servers|tools)=\"(.*)\"$");
  private static final Pattern DRAFTS = Pattern.compile("\\./run draft ([a-z]+(?:\\|[a-z]+)+)");
  private static final Pattern COMMAND = Pattern.compile("@Command\\(\\s*name = \"([a-z-]+)\"");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern CLASS =
      Pattern.compile("(?m)^( *)(?:public |private |static |final |abstract )*class (\\w+)");

  private final List<String> names = new ArrayList<>();
  private final List<String> drafts = new ArrayList<>();
  private final Map<String, CommandSpec> specs = new TreeMap<>();

  private Programs() {}

  /** Those of a checkout. */
  static Programs of(Path root) throws IOException {
    var programs = new Programs();
    String script = Files.readString(root.resolve("run"));
    LISTED
        .matcher(script)
        .results()
        .forEach(list -> programs.names.addAll(List.of(list.group(1).split(" ", -1))));
    Matcher drafts = DRAFTS.matcher(script);
    if (drafts.find()) {
      programs.drafts.addAll(List.of(drafts.group(1).split("\\|", -1)));
    }
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> sources =
          files
              .filter(file -> root.relativize(file).toString().matches(".*src/main/.*\\.java"))
              .toList();
      for (Path source : sources) {
        String text = Files.readString(source);
        Matcher command = COMMAND.matcher(text);
        if (command.find() && programs.names.contains(command.group(1))) {
          programs.specs.put(command.group(1), spec(text, command.end()));
        }
      }
    }
    return programs;
  }

  /** The command of the class that begins after an annotation. */
  private static CommandSpec spec(String text, int annotation) {
    Matcher name = PACKAGE.matcher(text);
    Matcher type = CLASS.matcher(text);
    if (!name.find() || !type.find(annotation)) {
      throw new IllegalStateException("no class after its command");
    }
    String outer = "";
    if (!type.group(1).isEmpty()) {
      Matcher first = CLASS.matcher(text);
      outer = first.find() ? first.group(2) + "$" : "";
    }
    String binaryName = name.group(1) + "." + outer + type.group(2);
    try {
      Class<?> command = Class.forName(binaryName);
      var spec = CommandSpec.forAnnotatedObject(command, new Unused());
      if (Stream.of(command.getInterfaces())
          .anyMatch(each -> each.getName().equals("hexline.server.Launcher$Starter"))) {
        Class<?> server = Class.forName("hexline.server.ServerOptions");
        spec.addMixin("server", CommandSpec.forAnnotatedObject(server));
      }
      return spec;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          binaryName + " is the command line of a program: add its module to docs/pom.xml", e);
    }
  }

  /** Makes an object of a command whose options are read and which is never run. */
  private static final class Unused implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      Constructor<?>[] constructors = type.getDeclaredConstructors();
      boolean isPlain =
          constructors.length == 0
              || Stream.of(constructors).anyMatch(each -> each.getParameterCount() == 0);
      if (isPlain) {
        return CommandLine.defaultFactory().create(type);
      }
      constructors[0].setAccessible(true);
      return type.cast(
          constructors[0].newInstance(new Object[constructors[0].getParameterCount()]));
    }
  }

  /** Names that the script takes, without {@code draft}. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** Programs whose options are known. */
  Set<String> known() {
    return specs.keySet();
  }

  /** Whether any program has an option of this name. */
  boolean hasOption(String option) {
    return specs.values().stream()
        .flatMap(spec ->
            Stream.concat(
                Stream.of(spec),
                spec.subcommands().values().stream().map(CommandLine::getCommandSpec)))
        .anyMatch(spec -> spec.optionsMap().containsKey(option));
  }

  /**
   * What is wrong with a command; empty if nothing.
   *
   * @param words after {@code ./run}
   */
  Optional<String> problem(List<String> words) {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String name = words.getFirst();
    List<String> arguments = words.subList(1, words.size());
    if (name.equals("draft")) {
      return arguments.isEmpty() || arguments.getFirst().matches("-h|--help|[A-Z]+")
          ? Optional.empty()
          : drafts.contains(arguments.getFirst())
              ? options(arguments, List.of("--port"))
              : Optional.of("there is no draft " + arguments.getFirst());
    }
    if (!names.contains(name)) {
      return Optional.of("./run has no program " + name);
    }
    if (name.equals("jmh")) {
      try {
        var _ = new CommandLineOptions(arguments.toArray(String[]::new));
        return Optional.empty();
      } catch (CommandLineOptionException e) {
        return Optional.of("JMH does not take this: " + e.getMessage());
      }
    }
    CommandSpec spec = specs.get(name);
    if (spec == null) {
      return Optional.of("no command line of " + name + " was found");
    }
    if (!arguments.isEmpty() && spec.subcommands().containsKey(arguments.getFirst())) {
      spec = spec.subcommands().get(arguments.getFirst()).getCommandSpec();
    }
    return options(arguments, List.copyOf(spec.optionsMap().keySet()));
  }

  private static Optional<String> options(List<String> arguments, List<String> known) {
    for (String argument : arguments) {
      if (argument.equals("--")) {
        break; // a command follows
      }
      String option = argument.replaceFirst("=.*", "");
      if (option.matches("--?[a-z][a-z-]*") && !known.contains(option)) {
        return Optional.of("there is no option " + option);
      }
    }
    return Optional.empty();
  }
}
