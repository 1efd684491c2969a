package hexline.claims;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A sentence that many people believe, and an experiment that can prove it wrong.
 *
 * @param id lower-case words with hyphens; never used for another claim
 * @param said where it is said
 * @param sentence the claim in our own words, with a full stop
 * @param prediction what was expected before the first run
 * @param rule how evidence becomes a verdict
 * @param also figures that the rule does not look at
 * @param summary the evidence in a sentence or two; {@code {name}} stands for values of a figure
 * @param text what a reader should know about it: a paragraph
 * @param expected how long the experiment takes; 60 s at most
 */
public record Claim(
    String id,
    Said said,
    String sentence,
    Prediction prediction,
    Rule rule,
    List<Figure> also,
    String summary,
    String text,
    Duration expected,
    Experiment experiment) {

  /** The longest time that an experiment may take. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern PLACE = Pattern.compile("\\{([\\w-]+)}");
  private static final int DIGEST_BYTES = 8;

  public Claim {
    also = List.copyOf(also);
    text = text.strip();
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("'" + id + "' is no id of a claim");
    }
    if (expected.compareTo(LIMIT) > 0) {
      throw new IllegalArgumentException(id + " takes longer than " + LIMIT.toSeconds() + " s");
    }
    var names = new LinkedHashSet<String>();
    for (Figure figure : figures(rule, also)) {
      if (!names.add(figure.name())) {
        throw new IllegalArgumentException(id + " has two figures '" + figure.name() + "'");
      }
    }
    for (Matcher place = PLACE.matcher(summary); place.find(); ) {
      if (!names.contains(place.group(1))) {
        throw new IllegalArgumentException(id + " has no figure '" + place.group(1) + "'");
      }
    }
  }

  /** All figures, those of the rule first. */
  public Set<Figure> figures() {
    return figures(rule, also);
  }

  private static Set<Figure> figures(Rule rule, List<Figure> also) {
    var all = new LinkedHashSet<>(rule.figures());
    all.addAll(also);
    return all;
  }

  /** The summary with the values of some evidence, and the remarks as sentences after it. */
  public String summarize(Evidence evidence) {
    Map<String, Figure> byName =
        figures().stream().collect(Collectors.toMap(Figure::name, Function.identity()));
    var filled = new StringBuilder();
    Matcher place = PLACE.matcher(summary);
    while (place.find()) {
      Figure figure = byName.get(place.group(1));
      if (figure != null) {
        String values = figure.print(evidence.values(figure));
        place.appendReplacement(filled, Matcher.quoteReplacement(values));
      }
    }
    place.appendTail(filled);
    evidence.notes().forEach(note -> filled.append(' ').append(note).append('.'));
    return filled.toString();
  }

  /**
   * A digest of what a verdict rests on: id, sentence, rule and figures. A result whose digest
   * differs belongs to an older form of the claim.
   */
  public String digest() {
    var whole = new StringBuilder(id).append('\n').append(sentence);
    rule.words().forEach(line -> whole.append('\n').append(line));
    figures().forEach(figure -> whole.append('\n').append(figure));
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(whole.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** The command that runs it. */
  public String command() {
    return "./run claims " + id;
  }
}
