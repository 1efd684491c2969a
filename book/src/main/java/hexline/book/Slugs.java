package hexline.book;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The anchors of the headings of one document, as forges make them. For use by one thread. */
final class Slugs {

  private final Map<String, Integer> used = new HashMap<>();

  /** The anchor of the next heading. */
  String next(String heading) {
    String slug =
        heading
            .strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}_ -]", "")
            .replace(' ', '-');
    int before = used.merge(slug, 1, Integer::sum) - 1;
    return before == 0 ? slug : slug + "-" + before;
  }
}
