package hexline.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RecipesTest {

  private static final Path MAIN = Path.of("src/main/java/hexline/recipes");
  private static final Path TEST = Path.of("src/test/java/hexline/recipes");
  private static final Set<String> NOT_RECIPES = Set.of("Recipes", "shared", "package-info");

  private record Output(int exitCode, List<String> out, List<String> err) {}

  private static Output run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Recipes.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Output(exitCode, out.toString().lines().toList(), err.toString().lines().toList());
  }

  @Test
  void listsEveryRecipeOnOneLine() {
    var output = run();
    assertEquals(0, output.exitCode());
    assertEquals(Recipes.ALL.size(), output.out().size());
    for (int i = 0; i < Recipes.ALL.size(); i++) {
      var recipe = Recipes.ALL.get(i);
      String line = output.out().get(i);
      assertTrue(line.startsWith(recipe.name()) && line.endsWith(recipe.summary()), line);
      assertTrue(line.length() <= 100, "too long for one line: " + line);
    }
  }

  @Test
  void aWrongNameIsAnsweredWithNearOnes() {
    var output = run("gahter");
    assertEquals(2, output.exitCode());
    assertEquals(1, output.err().size(), output.err()::toString);
    String line = output.err().getFirst();
    assertTrue(line.startsWith("recipes: there is no recipe 'gahter'; near it: Gather"), line);
  }

  @Test
  void aNameThatIsLikeNoneIsAnsweredWithTheWayToTheList() {
    String line = run("nosuch").err().getFirst();
    assertTrue(line.contains("lists all"), line);
    assertFalse(line.contains("near it"), line);
  }

  @Test
  void wrongUsageIsOneLineAndExitCode2() {
    for (var args : List.of(new String[] {"--gather"}, new String[] {"Gather", "twice"})) {
      var output = run(args);
      assertEquals(2, output.exitCode());
      assertEquals(1, output.err().size(), output.err()::toString);
    }
  }

  @Test
  void everyRecipeHasAnEntryATestAndARow() throws IOException {
    var files = new TreeSet<>(names(MAIN));
    files.removeAll(NOT_RECIPES);
    files.add("Structured"); // in its own module
    var names = new TreeSet<>(Recipes.ALL.stream().map(Recipes.Entry::name).toList());
    assertEquals(names, files, "the list in Recipes and the files beside it");
    var tests = new TreeSet<>(names(TEST));
    tests.addAll(names(Path.of("structured/src/test/java/hexline/recipes/structured")));
    var rows = Files.readAllLines(Path.of("README.md"));
    for (String name : names) {
      assertTrue(
          rows.stream().anyMatch(row -> row.startsWith("|") && row.contains("/" + name + ".java)")),
          name + " has no row in README.md");
      assertTrue(tests.contains(name + "Test"), name + " has no test");
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString().replace(".java", "")).toList();
    }
  }
}
