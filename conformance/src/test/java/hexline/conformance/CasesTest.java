package hexline.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The list of cases, and what is said about it elsewhere. */
class CasesTest {

  private static final Pattern RULE = Pattern.compile("\\*\\*(R\\d+)\\*\\*");

  @Test
  @DisplayName("the README's table is the list of cases")
  void readme() throws IOException {
    List<String> expected =
        Cases.ALL.stream()
            .map(each ->
                "| %s | %s | %s | %s |"
                    .formatted(each.id(), each.title(), each.rules(), each.promise()))
            .toList();
    List<String> table =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.matches("\\| [A-Z]\\d\\d \\|.*"))
            .toList();
    assertEquals(String.join("\n", expected), String.join("\n", table));
  }

  @Test
  @DisplayName("an id belongs to one case")
  void oneEach() {
    assertEquals(Cases.ALL.size(), ids().size(), () -> "ids: " + ids());
  }

  @Test
  @DisplayName("every case names rules of PROTOCOL.md, and every rule has a case")
  void rules() throws IOException {
    Set<String> known =
        RULE.matcher(Files.readString(Path.of("../PROTOCOL.md")))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> checked =
        Cases.ALL.stream()
            .flatMap(each -> Arrays.stream(each.rules().split(", ", -1)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(known, checked, "rules of PROTOCOL.md, and rules that cases check");
  }

  @Test
  @DisplayName("every case fails on some flaw: none is there that always passes")
  void flaws() {
    Set<String> silent = ids();
    for (Flaw flaw : Flaw.values()) {
      assertTrue(ids().containsAll(flaw.foundBy()), () -> flaw + ": " + flaw.foundBy());
      silent.removeAll(flaw.foundBy());
    }
    assertEquals(Set.of(), silent);
  }

  private static Set<String> ids() {
    return Cases.ALL.stream().map(Case::id).collect(Collectors.toCollection(TreeSet::new));
  }
}
