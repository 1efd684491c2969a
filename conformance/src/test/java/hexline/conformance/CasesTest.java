package hexline.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.cases.Cases;
import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list of cases, and the documents and tables that are made from it. */
class CasesTest {

  private static final Path README = Path.of("README.md");
  private static final Pattern TABLE = Pattern.compile("(?s)(<!-- cases -->\n).*(<!-- /cases -->)");
  private static final Pattern RULE = Pattern.compile("\\*\\*(R\\d+)\\*\\*");

  @Test
  @DisplayName("README's table is the list of cases; -Dcases.write writes it")
  void readme() throws IOException {
    var table =
        new StringBuilder("| id | title | tier | rules | promise |\n|---|---|---|---|---|\n");
    for (TestCase each : Cases.ALL) {
      table.append(
          "| %s | %s | %d | %s | %s |\n"
              .formatted(
                  each.id(),
                  each.title(),
                  each.tier().number(),
                  each.ruleNumbers(),
                  each.promise()));
    }
    String text = Files.readString(README);
    assertTrue(TABLE.matcher(text).find(), "README has a place for the table");
    String expected =
        TABLE.matcher(text).replaceFirst(match -> match.group(1) + table + match.group(2));
    if (System.getProperty("cases.write") != null) {
      Files.writeString(README, expected);
    } else {
      assertTrue(expected.equals(text), "stale: mvn -pl conformance -am test -Dcases.write");
    }
  }

  @Test
  @DisplayName("ids are unique, begin with the letter of a group, and are numbered without gaps")
  void ids() {
    String group = "";
    int number = 0;
    for (TestCase each : Cases.ALL) {
      String letter = each.id().substring(0, 1);
      number = letter.equals(group) ? number + 1 : 1;
      group = letter;
      assertEquals("%s%02d".formatted(letter, number), each.id());
    }
    assertEquals(Cases.ALL.size(), idSet().size());
    assertFalse(idSet().stream().anyMatch(id -> id.startsWith("R")), "R is for rules");
  }

  @Test
  @DisplayName("the rules are those of PROTOCOL.md, and every rule has a case")
  void rules() throws IOException {
    Set<String> known =
        RULE.matcher(Files.readString(Path.of("../PROTOCOL.md")))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(known, Arrays.stream(Rule.values()).map(Rule::name).collect(Collectors.toSet()));
    Set<Rule> checked = EnumSet.noneOf(Rule.class);
    Cases.ALL.forEach(each -> checked.addAll(each.rules()));
    assertEquals(EnumSet.allOf(Rule.class), checked);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a rule has a title of a few words, and a statement in sentences")
  void ruleTexts(Rule rule) {
    assertTrue(rule.title().matches("[A-Z][a-z -]{3,20}"), rule::title);
    assertTrue(rule.statement().matches("(?s)[A-Z`].{40,}\\."), rule::statement);
  }

  @Test
  @DisplayName("every case is found by some flaw: none is there that always passes")
  void flaws() {
    Set<String> silent = idSet();
    for (Flaw flaw : Flaw.values()) {
      assertTrue(idSet().containsAll(flaw.foundBy()), () -> flaw + ": " + flaw.foundBy());
      silent.removeAll(flaw.foundBy());
    }
    assertEquals(Set.of(), silent);
  }

  @Test
  @DisplayName("a trait excuses cases that exist")
  void traits() {
    for (Trait trait : Trait.ALL) {
      assertTrue(idSet().containsAll(trait.excusedCases()), trait::label);
    }
  }

  private static Set<String> idSet() {
    return Cases.ALL.stream().map(TestCase::id).collect(Collectors.toCollection(TreeSet::new));
  }
}
