package hexline.docs.picture;

import hexline.page.PageTemplate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The colours of the pages, for light or for dark paper. */
enum Palette {
  LIGHT(1),
  DARK(2);

  private static final String STYLE = new PageTemplate(Palette.class, "none").part("family.css");

  private final int group;

  Palette(int group) {
    this.group = group;
  }

  /**
   * A colour of the common style sheet, by its name there without dashes.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  String color(String name) {
    Matcher found =
        Pattern.compile("--" + name + ": light-dark\\((#\\w+), (#\\w+)\\)").matcher(STYLE);
    if (!found.find()) {
      throw new IllegalArgumentException("no colour " + name);
    }
    return found.group(group);
  }
}
