package hexline.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What documents quote from sources. A quotation is a fence between {@code <!-- from PATH#REGION -->}
 * and {@code <!-- end -->}. It shows what the file has between {@code @start region=REGION} and
 * {@code @end region=REGION}; the path starts at the root of the repository.
 */
public final class Quotations {

  private static final Pattern QUOTATION =
      Pattern.compile("<!-- from (\\S+)#(\\S+) -->\n(.*?)<!-- end -->", Pattern.DOTALL);

  private final Path root;

  /**
   * @param root the folder of the repository
   */
  public Quotations(Path root) {
    this.root = root;
  }

  /**
   * A document with all its quotations written anew.
   *
   * @throws IllegalStateException if a source has no such region, or a quotation has no end
   */
  public String anew(String document) throws IOException {
    var anew = new StringBuilder();
    Matcher quotation = QUOTATION.matcher(document);
    int count = 0;
    while (quotation.find()) {
      String path = quotation.group(1);
      String region = quotation.group(2);
      String language = path.substring(path.lastIndexOf('.') + 1);
      String fence =
          "<!-- from %s#%s -->\n```%s\n%s\n```\n<!-- end -->"
              .formatted(path, region, language, region(root.resolve(path), region));
      quotation.appendReplacement(anew, Matcher.quoteReplacement(fence));
      count++;
    }
    int begun = document.split("<!-- from ", -1).length - 1;
    if (count != begun) {
      throw new IllegalStateException(begun + " quotations begin, and " + count + " are whole");
    }
    return quotation.appendTail(anew).toString();
  }

  /** The lines of a region without markers, common indent, and blank lines at both ends. */
  private static String region(Path file, String name) throws IOException {
    var lines = new ArrayList<String>();
    boolean inside = false;
    int found = 0;
    for (String line : Files.readAllLines(file)) {
      boolean marker = line.matches("\\W*@(start|end) region=[\\w-]+\\W*");
      if (marker && line.matches(".* region=" + name + "(\\W.*)?")) {
        inside = line.contains("@start");
        found++;
      } else if (inside && !marker) {
        lines.add(line);
      }
    }
    if (found != 2) {
      throw new IllegalStateException(
          "%s has %d markers of the region %s".formatted(file, found, name));
    }
    String text = String.join("\n", lines).replaceAll("\\A(\\s*\n)+|\\s+\\z", "");
    return text.stripIndent();
  }
}
