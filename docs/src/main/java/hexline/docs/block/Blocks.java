package hexline.docs.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The generated content of documents. A mark is a line of its own, outside of code: {@code <!-- KIND
 * ARGUMENTS -->} before the content, {@code <!-- end -->} behind it.
 */
public final class Blocks {

  /** All kinds. */
  public static final List<Block> ALL =
      List.of(
          new Quotation(),
          new DraftVerdict(),
          new CodeSizes(),
          new MeasuredRow(),
          new MeasuredVerdict(),
          new Still(),
          new Drawing(),
          new QuotedClaim(),
          new TortureFigures());

  /** Kinds that the tests of other modules write, and only in one document. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "claims", "bench/claims/README.md",
          "exercises", "exercises/README.md",
          "stages", "conformance/README.md",
          "jmeter", "bench/jmeter/README.md",
          "result", "README.md",
          "figures", "README.md");

  private static final Pattern OPENING = Pattern.compile("<!-- ([a-z]+)((?: \\S+)*) -->");
  private static final String END = "<!-- end -->";
  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,}).*");

  private Blocks() {}

  /**
   * A document with all its content written anew.
   *
   * @param text of the document at that place
   * @throws IllegalStateException if marks are not in pairs or not known, or there is nothing to
   *     make the content from
   */
  public static String anew(Place place, String text) throws IOException {
    return anew(
        place,
        text,
        problem -> {
          throw new IllegalStateException(problem);
        });
  }

  /**
   * A document with its content written anew, where there is something to make it from; other content
   * stays as it is.
   *
   * @param problems takes a message for each of the others, and for marks that are not in pairs or not
   *     known
   */
  public static String anew(Place place, String text, Consumer<String> problems)
      throws IOException {
    return new Reader(place, text.split("\n", -1), problems).anew();
  }

  private static final class Reader {

    private final Place place;
    private final String[] lines;
    private final Consumer<String> problems;
    private final List<String> anew = new ArrayList<>();

    Reader(Place place, String[] lines, Consumer<String> problems) {
      this.place = place;
      this.lines = lines;
      this.problems = problems;
    }

    String anew() throws IOException {
      String fence = ""; // that is open
      for (int i = 0; i < lines.length; i++) {
        String line = lines[i];
        anew.add(line);
        if (!fence.isEmpty()) {
          fence = line.strip().matches(Pattern.quote(fence) + "[`~]*") ? "" : fence;
          continue;
        }
        Matcher opensFence = FENCE.matcher(line);
        Matcher opening = OPENING.matcher(line);
        if (opensFence.matches()) {
          fence = opensFence.group(1);
        } else if (line.equals(END)) {
          problem(i, "nothing has begun that ends here");
        } else if (opening.matches()) {
          String kind = opening.group(1);
          int end = end(i);
          if (end >= 0 || isKnown(kind)) {
            write(i, end, kind, opening.group(2).strip());
            i = Math.max(i, end);
          }
        }
      }
      return String.join("\n", anew);
    }

    /** Line of the end that belongs to the mark in line i; negative if there is none. */
    private int end(int i) {
      for (int end = i + 1; end < lines.length; end++) {
        if (lines[end].equals(END)) {
          return end;
        }
        Matcher next = OPENING.matcher(lines[end]);
        if (next.matches() && isKnown(next.group(1))) {
          return -1;
        }
      }
      return -1;
    }

    private void write(int i, int end, String kind, String arguments) throws IOException {
      if (end < 0) {
        problem(i, "a line '" + END + "' is missing behind it");
        return;
      }
      String owner = ELSEWHERE.get(kind);
      Optional<Block> block = ALL.stream().filter(each -> each.kind().equals(kind)).findFirst();
      List<String> old = Arrays.asList(lines).subList(i + 1, end);
      if (owner != null && !place.root().resolve(owner).equals(place.document())) {
        problem(i, "'" + kind + "' is for " + owner + " alone");
      } else if (owner == null && block.isEmpty()) {
        problem(i, "there is no kind '" + kind + "': " + known());
      }
      if (block.isPresent()) {
        anew.addAll(content(i, block.get(), words(arguments)).orElse(old));
      } else {
        anew.addAll(old);
      }
      anew.add(END);
    }

    private Optional<List<String>> content(int i, Block block, List<String> arguments)
        throws IOException {
      if (arguments.size() != words(block.arguments()).size()) {
        problem(i, "it has to be '" + block.kind() + " " + block.arguments() + "'");
        return Optional.empty();
      }
      try {
        return Optional.of(List.of(block.content(place, arguments)));
      } catch (IllegalStateException e) {
        problem(i, String.valueOf(e.getMessage()));
        return Optional.empty();
      }
    }

    private static boolean isKnown(String kind) {
      return ELSEWHERE.containsKey(kind) || ALL.stream().anyMatch(each -> each.kind().equals(kind));
    }

    private static List<String> words(String text) {
      return text.isEmpty() ? List.of() : List.of(text.split(" +", -1));
    }

    private static String known() {
      return ALL.stream().map(Block::kind).collect(Collectors.joining(", "));
    }

    private void problem(int i, String what) {
      problems.accept(
          "%s:%s: %s: %s"
              .formatted(place.root().relativize(place.document()), i + 1, lines[i], what));
    }
  }
}
