package hexline.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * Keeps the lists of CONTRIBUTING.md complete: a file that names all servers, cases or experiments
 * has to be changed with each new one, so the list must lead to it. That links lead somewhere is
 * for {@link DocumentsTest}.
 */
class ContributingTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern EDGES = Pattern.compile("(?m)^ +(\\S.*) (-->|-\\.->) (.*)$");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>org.hexline</groupId>\\s*<artifactId>(.*?)</artifactId>"
              + ".*?</dependency>",
          Pattern.DOTALL);
  private static final Pattern SCOPE = Pattern.compile("<scope>(.*?)</scope>");

  @Test
  @DisplayName("'Add a server' leads to every file that names all servers")
  void server() throws IOException {
    List<String> servers = find(Pattern.compile("<module>(\\w+)-server</module>"), read("pom.xml"));
    assertEquals(List.of("sync", "threaded", "nio", "async", "virtual"), servers);
    leadsTo("Add a server", filesThat(text -> names(text, servers) == servers.size()));
  }

  @Test
  @DisplayName("'Add a case' leads to every file that names nearly all cases")
  void conformanceCase() throws IOException {
    List<String> ids =
        find(Pattern.compile("(?m)^\\| ([A-Z]\\d\\d) "), read("conformance/README.md"));
    assertTrue(ids.size() > 40, "cases in conformance/README.md: " + ids);
    leadsTo("Add a case", filesThat(text -> names(text, ids) > 0.9 * ids.size()));
  }

  @Test
  @DisplayName("'Add an experiment' leads to every file that names all experiments")
  void experiment() throws IOException {
    List<String> labels =
        find(
            Pattern.compile("new (\\w+)\\(\\)"),
            read("bench/src/main/java/hexline/bench/experiment/Experiments.java"));
    assertTrue(labels.contains("KeepAlive"), labels::toString);
    Predicate<String> all = text -> names(text, labels) == labels.size();
    leadsTo("Add an experiment", filesThat(all));
  }

  @Test
  @DisplayName("each recipe has the files that 'Add a recipe' asks for")
  void recipe() throws IOException {
    List<String> recipes =
        find(
            Pattern.compile("new Entry\\(\"(\\w+)\""),
            read("recipes/src/main/java/hexline/recipes/Recipes.java"));
    assertTrue(recipes.contains("Gather"), recipes::toString);
    List<String> paths =
        find(CODE, section("Add a recipe")).stream().filter(c -> c.contains("NAME")).toList();
    assertEquals(3, paths.size(), paths::toString);
    for (String recipe : recipes) {
      for (String path : paths) {
        String own = path.replace("NAME", recipe);
        String structured = own.replaceFirst("recipes/", "recipes/structured/");
        assertTrue(
            Stream.of(own, structured, structured.replace("/recipes/S", "/recipes/structured/S"))
                .anyMatch(p -> Files.exists(ROOT.resolve(p))),
            own + " does not exist");
      }
    }
  }

  @Test
  @DisplayName("a class that CONTRIBUTING.md or design.md names exists")
  void classes() throws IOException {
    var classes =
        files().stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .map(name -> name.replace(".java", ""))
            .collect(Collectors.toSet());
    for (String document : List.of("CONTRIBUTING.md", "docs/design.md")) {
      var named = new TreeSet<>(find(CODE, read(document)));
      named.removeIf(code -> !code.matches("([A-Z][a-z]+){2,}"));
      assertFalse(named.isEmpty(), document);
      named.removeAll(classes);
      named.removeAll(List.of("AbstractServer", "InputStream", "OutOfMemoryError"));
      assertEquals(List.of(), List.copyOf(named), document + " names classes that do not exist");
    }
  }

  @Test
  @DisplayName("the picture in design.md has exactly the dependencies of the poms")
  void picture() throws IOException {
    String text = read("docs/design.md");
    String mermaid = text.substring(text.indexOf("```mermaid"));
    var drawn = new TreeSet<String>();
    Matcher edges = EDGES.matcher(mermaid.substring(0, mermaid.indexOf("\n```\n")));
    while (edges.find()) {
      for (String from : edges.group(1).split(" & ", -1)) {
        for (String to : edges.group(3).split(" & ", -1)) {
          drawn.add(from + " " + edges.group(2) + " " + to);
        }
      }
    }
    var built = new TreeSet<String>();
    for (Path file : files()) {
      if (file.endsWith("pom.xml") && !file.equals(Path.of("pom.xml"))) {
        built.addAll(dependencies(read(file.toString())));
      }
    }
    assertEquals(String.join("\n", built), String.join("\n", drawn));
  }

  @Test
  @DisplayName("CONTRIBUTING.md names the packages that .ci/run installs")
  void packages() throws IOException {
    var install = Pattern.compile("install(?: -\\S+)*((?:[ \\\\\n]+[a-z][a-z0-9-]+)+)");
    List<String> scripted = find(install, read(".ci/run"));
    List<String> written = find(install, section("Build"));
    assertEquals(1, scripted.size(), scripted::toString);
    assertEquals(
        List.of(words(scripted.getFirst())),
        written.stream().map(ContributingTest::words).toList());
  }

  private static List<String> words(String line) {
    return Pattern.compile("[a-z0-9-]+").matcher(line).results().map(MatchResult::group).toList();
  }

  @Test
  @DisplayName("what is missing in a list is found")
  void whatIsMissingIsFound() {
    var missing = List.of(Path.of("protocol/pom.xml"));
    assertThrows(AssertionFailedError.class, () -> leadsTo("Add a server", missing));
  }

  /** The arrows of a module, without those of its tests. */
  private static List<String> dependencies(String pom) {
    String from = find(Pattern.compile("</parent>\\s*<artifactId>(.*?)<"), pom).getFirst();
    var arrows = new ArrayList<String>();
    Matcher dependency = DEPENDENCY.matcher(pom);
    while (dependency.find()) {
      Matcher scope = SCOPE.matcher(dependency.group());
      String name = scope.find() ? scope.group(1) : "compile";
      if (!name.equals("test")) {
        arrows.add(from + (name.equals("runtime") ? " -.-> " : " --> ") + dependency.group(1));
      }
    }
    return arrows;
  }

  /** Each file is one that the section links to, or below one. */
  private static void leadsTo(String title, List<Path> files) throws IOException {
    assertFalse(files.isEmpty(), title);
    List<Path> links = find(LINK, section(title)).stream().map(Path::of).toList();
    List<Path> missing =
        files.stream().filter(file -> links.stream().noneMatch(file::startsWith)).toList();
    assertEquals(List.of(), missing, "files that '" + title + "' does not lead to");
  }

  private static String section(String title) throws IOException {
    String text = read("CONTRIBUTING.md");
    int start = text.indexOf("\n## " + title + "\n");
    assertTrue(start >= 0, "CONTRIBUTING.md has no section '" + title + "'");
    int end = text.indexOf("\n## ", start + 1);
    return text.substring(start, end < 0 ? text.length() : end);
  }

  private static long names(String text, List<String> words) {
    var in = new TreeSet<>(Arrays.asList(text.split("\\W+", -1)));
    return words.stream().filter(in::contains).count();
  }

  private static List<String> find(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static List<Path> filesThat(Predicate<String> condition) throws IOException {
    var files = new ArrayList<Path>();
    for (Path file : files()) {
      try {
        if (condition.test(read(file.toString()))) {
          files.add(file);
        }
      } catch (MalformedInputException e) {
        // not a text
      }
    }
    return files;
  }

  /** All files of the repository, relative to its root, without what a build or a tool leaves. */
  private static List<Path> files() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .map(ROOT::relativize)
          .filter(file -> !file.toString().matches("(.*/)?(target|results|\\.git|\\.idea)/.*"))
          .toList();
    }
  }

  private static String read(String path) throws IOException {
    return Files.readString(ROOT.resolve(path));
  }
}
