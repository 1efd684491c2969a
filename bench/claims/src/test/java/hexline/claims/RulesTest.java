package hexline.claims;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What rules make of evidence that has been made up: the table rules.txt. */
class RulesTest {

  /** A line of the table. */
  record Case(String line, String id, ClaimVerdict verdict, Map<String, List<Double>> values) {

    static Case parse(String line) {
      String[] words = line.split(" ", -1);
      var values = new HashMap<String, List<Double>>();
      for (String word : List.of(words).subList(2, words.length)) {
        String[] parts = word.split("=", 2);
        values.put(parts[0], Stream.of(parts[1].split(",", -1)).map(Double::valueOf).toList());
      }
      return new Case(line, words[0], ClaimVerdict.valueOf(words[1]), values);
    }

    Claim claim() {
      return ClaimList.byId(id).orElseThrow(() -> new AssertionError("no claim: " + line));
    }

    Evidence evidence() {
      Map<String, Figure> figures =
          claim().rule().figures().stream()
              .collect(Collectors.toMap(Figure::name, Function.identity()));
      var evidence = new Evidence();
      values.forEach((name, each) -> {
        Figure figure = figures.get(name);
        assertNotNull(figure, "the rule does not look at " + name + ": " + line);
        evidence.addAll(figure, each);
      });
      return evidence;
    }

    @Override
    public String toString() {
      return line;
    }
  }

  static List<Case> cases() throws IOException {
    try (InputStream table = RulesTest.class.getResourceAsStream("rules.txt")) {
      assertNotNull(table);
      return new String(table.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(Case::parse)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  @DisplayName("the rule gives the verdict of the line")
  void verdict(Case each) {
    assertEquals(each.verdict(), each.claim().rule().judge(each.evidence()).verdict());
  }

  @ParameterizedTest
  @MethodSource("cases")
  @DisplayName("no evidence meets the conditions of both HOLDS and FAILS")
  void exclusive(Case each) {
    Rule rule = each.claim().rule();
    Evidence evidence = each.evidence();
    assertTrue(
        rule.holds().test(evidence) != Answer.YES || rule.fails().test(evidence) != Answer.YES,
        each::line);
  }

  @Test
  @DisplayName("every claim has a line for every verdict that its rule can give")
  void complete() throws IOException {
    var missing = new ArrayList<String>();
    for (Claim claim : ClaimList.ALL) {
      Set<ClaimVerdict> expected =
          EnumSet.of(ClaimVerdict.HOLDS, ClaimVerdict.FAILS, ClaimVerdict.CANNOT_TELL);
      if (claim.rule().depends().isPresent()) {
        expected.add(ClaimVerdict.DEPENDS);
      }
      cases().stream()
          .filter(each -> each.id().equals(claim.id()))
          .forEach(each -> expected.remove(each.verdict()));
      if (!expected.isEmpty()) {
        missing.add(claim.id() + " " + expected);
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  @DisplayName("a rule that lacks a figure says which one, and gives no verdict")
  void missingFigure() {
    var known = new Figure("known", Unit.TIMES, "speed");
    var other = new Figure("other", Unit.TIMES, "memory");
    Rule rule = Rule.of(known.above(2).and(other.above(2)), known.atMost(2).and(other.atMost(2)));
    var evidence = new Evidence();
    evidence.addAll(known, List.of(3.0, 3.5));
    Judgement judgement = rule.judge(evidence);
    assertEquals(ClaimVerdict.CANNOT_TELL, judgement.verdict());
    assertEquals("not measured: memory", judgement.reason());
  }

  @Test
  @DisplayName("figures between two thresholds are not called an interval that straddles one")
  void between() {
    var ratio = new Figure("ratio", Unit.TIMES, "ratio");
    Rule rule = Rule.of(ratio.above(2), ratio.atMost(1));
    var evidence = new Evidence();
    evidence.addAll(ratio, List.of(1.4, 1.5));
    assertEquals("the figures lie between the thresholds", rule.judge(evidence).reason());
    evidence.add(ratio, 2.5);
    assertEquals("the interval of a figure straddles a threshold", rule.judge(evidence).reason());
  }

  @Test
  @DisplayName("with six values an outlier does not decide, because the interval leaves it out")
  void outlier() {
    var ratio = new Figure("ratio", Unit.TIMES, "ratio");
    Rule rule = Rule.of(ratio.above(2), ratio.atMost(2));
    var evidence = new Evidence();
    evidence.addAll(ratio, List.of(1.1, 1.2, 1.3, 1.2, 1.1, 1.2, 1.3, 1.1, 9.0));
    assertEquals(ClaimVerdict.FAILS, rule.judge(evidence).verdict());
    evidence.addAll(ratio, List.of(9.0, 9.0, 9.0));
    assertEquals(ClaimVerdict.CANNOT_TELL, rule.judge(evidence).verdict());
  }

  @Test
  @DisplayName("the words of a rule have its thresholds, and a group stands in brackets")
  void words() {
    var speed = new Figure("speed", Unit.TIMES, "speed");
    var memory = new Figure("memory", Unit.KILOBYTES, "memory");
    Rule rule =
        Rule.of(speed.above(1.25).or(memory.atMost(4)).and(speed.above(1)), speed.atMost(1))
            .orDepends("the day", memory.above(10));
    assertEquals(
        List.of(
            "DEPENDS on the day, if memory is above 10 KB",
            "HOLDS if (speed is above 1.25 or memory is at most 4 KB) and speed is above 1",
            "FAILS if speed is at most 1"),
        rule.words());
  }
}
