package hexline.docs.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A picture for light and dark paper: two SVG files.
 *
 * @param light target of a link
 * @param dark target of a link
 * @param title what it shows
 * @param caption what there is to notice; may be empty
 */
record TwoColours(String light, String dark, String title, String caption) {

  private static final Pattern TITLE = Pattern.compile("(?s)<title[^>]*>(.*?)</title>");
  private static final Pattern DESCRIPTION = Pattern.compile("(?s)<desc[^>]*>(.*?)</desc>");

  /**
   * The picture whose files begin with a path from the root of the repository.
   *
   * @param otherwise what makes a picture that is missing
   * @throws IllegalStateException if it is missing
   */
  static TwoColours of(Place place, String path, String otherwise) throws IOException {
    for (String colours : new String[] {"light", "dark"}) {
      String name = path + "-" + colours + ".svg";
      if (!Files.exists(place.root().resolve(name))) {
        throw new IllegalStateException(name + " does not exist: " + otherwise);
      }
    }
    Path light = place.root().resolve(path + "-light.svg");
    String svg = Files.readString(light);
    return new TwoColours(
        place.link(light),
        place.link(path + "-dark.svg"),
        first(TITLE, svg),
        first(DESCRIPTION, svg));
  }

  private static String first(Pattern pattern, String svg) {
    Matcher found = pattern.matcher(svg);
    return found.find() ? found.group(1).replaceAll("\\s+", " ").strip() : "";
  }

  /** The picture as Markdown, which takes this markup as it is. */
  String asMarkup() {
    return """
    <picture>
      <source media="(prefers-color-scheme: dark)" srcset="%s">
      <img alt="%s" src="%s">
    </picture>\
    """
        .formatted(dark, title.replace("\"", "&quot;"), light);
  }

  /** The same with the caption below. */
  String withCaption() {
    return asMarkup() + "\n\n*" + title + ".* " + plain(caption);
  }

  /** Text of XML as text of Markdown. */
  private static String plain(String xml) {
    return xml.replace("&lt;", "\\<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("*", "\\*");
  }
}
