package hexline.page.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Whether a page needs nothing but its own file, and can make no markup of its data. */
public final class Offline {

  private static final Pattern SCRIPT = Pattern.compile("(?s)<script\\b.*?</script>");
  private static final Pattern SOURCE = Pattern.compile("(src|srcset)=\"[^\"]*\"");
  private static final Pattern REFERENCE = Pattern.compile("href=\"([^\"]*)\"");
  private static final List<String> STYLE_WORDS = List.of("url(", "@import");
  private static final List<String> WORDS =
      List.of(
          "http:",
          "https:",
          "fetch(",
          "XMLHttpRequest",
          "import(",
          "innerHTML",
          "insertAdjacentHTML",
          "document.write",
          "eval(");
  private static final String NAME_OF_SVG = "http://www.w3.org/2000/svg"; // a name, no request

  private Offline() {}

  /**
   * What would make a request, or could make markup of data.
   *
   * @param page the page as text
   * @param parts the suite's own style sheets and scripts in it, by name
   */
  public static List<String> problems(String page, Map<String, String> parts) {
    var problems = new ArrayList<String>();
    String markup = SCRIPT.matcher(page).replaceAll("");
    SOURCE.matcher(markup).results().map(MatchResult::group).forEach(problems::add);
    REFERENCE
        .matcher(markup)
        .results()
        .map(match -> match.group(1))
        .filter(reference -> !reference.startsWith("#") && !reference.equals("data:,"))
        .forEach(problems::add);
    STYLE_WORDS.stream().filter(markup::contains).forEach(problems::add);
    parts.forEach((name, text) ->
        WORDS.stream()
            .filter(text.replace(NAME_OF_SVG, "")::contains)
            .map(word -> name + " has " + word)
            .forEach(problems::add));
    return problems;
  }
}
