package hexline.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.cli.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes one HTML file that needs nothing else of a template, which is a page by itself: the style
 * sheets and scripts that the template refers to are put into it, and data as JSON into its elements
 * of the type {@code application/json}. A part is looked for beside the template first, then beside
 * this class: {@code family.css} and {@code family.js} are what all pages share.
 *
 * <p>Nothing in the data can become markup or a script: they are text in JSON in which no {@code <}
 * is left, and a Content-Security-Policy allows the template's scripts by their hash, no others,
 * and no request to anywhere. The scripts must insert data as text only.
 */
public final class PageTemplate {

  private static final Pattern STYLE =
      Pattern.compile("<link rel=\"stylesheet\" href=\"([\\w.-]+)\">");
  private static final Pattern SCRIPT = Pattern.compile("<script src=\"([\\w.-]+)\"></script>");
  private static final String POLICY = "style-src 'unsafe-inline' file:; script-src file:";

  private final Class<?> owner;
  private final String name;
  private final Map<String, String> libraries;

  /** A template beside a class. */
  public PageTemplate(Class<?> owner, String name) {
    this(owner, name, Map.of());
  }

  /**
   * A template beside a class.
   *
   * @param libraries parts that lie elsewhere on the class path, with their absolute names
   */
  public PageTemplate(Class<?> owner, String name, Map<String, String> libraries) {
    this.owner = owner;
    this.name = name;
    this.libraries = Map.copyOf(libraries);
  }

  /**
   * The page.
   *
   * @param data JSON by the id of the element that it goes into
   * @throws IllegalStateException if the template is not one, or a part of it is missing
   */
  public String html(Map<String, String> data) {
    String page = part(name);
    page = replace(page, STYLE, part -> "<style>\n" + part(part) + "</style>");
    var hashes = new ArrayList<String>();
    page =
        replace(
            page,
            SCRIPT,
            part -> {
              String script = script(part);
              hashes.add("'sha256-" + hash(script) + "'");
              return "<script>" + script + "</script>";
            });
    if (!page.contains(POLICY)) {
      throw new IllegalStateException(name + " has no policy of its own");
    }
    page =
        page.replace(POLICY, "style-src 'unsafe-inline'; script-src " + String.join(" ", hashes));
    for (Map.Entry<String, String> element : data.entrySet()) {
      page = fill(page, element.getKey(), element.getValue());
    }
    return page;
  }

  /** Writes a page, whole or not at all. */
  public static void write(Path file, String html) throws IOException {
    try (WholeFile whole = WholeFile.open(file)) {
      whole.output().write(html.getBytes(UTF_8));
      whole.commit();
    }
  }

  /** Names of the parts that the template refers to. */
  public List<String> parts() {
    String page = part(name);
    var names = new ArrayList<String>();
    for (Pattern pattern : List.of(STYLE, SCRIPT)) {
      pattern.matcher(page).results().forEach(match -> names.add(match.group(1)));
    }
    return names;
  }

  /** A part, or the template itself, as text. */
  public String part(String part) {
    String library = libraries.get(part);
    String text = library != null ? read(owner, library) : read(owner, part);
    if (text == null && library == null) {
      text = read(PageTemplate.class, part);
    }
    if (text == null) {
      throw new IllegalStateException(part + " is not on the class path");
    }
    return text;
  }

  private static @Nullable String read(Class<?> beside, String resource) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      return in == null ? null : new String(in.readAllBytes(), UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String script(String part) {
    String text = libraries.containsKey(part) ? part(part).strip() : part(part);
    if (text.contains("</script") || text.contains("<!--")) {
      throw new IllegalStateException(part + " would end its element");
    }
    return text;
  }

  /** Puts JSON into the element of that id. Within JSON a {@code <} is always part of a string. */
  private String fill(String page, String id, String json) {
    String element = "<script type=\"application/json\" id=\"" + id + "\">";
    int from = page.indexOf(element);
    int to = page.indexOf("</script>", from);
    if (from < 0) {
      throw new IllegalStateException(name + " has no element " + id);
    }
    return page.substring(0, from + element.length())
        + json.replace("<", "\\u003c")
        + page.substring(to);
  }

  private static String replace(String text, Pattern pattern, UnaryOperator<String> replacement) {
    var replaced = new StringBuilder();
    int end = 0;
    for (Matcher match = pattern.matcher(text); match.find(); end = match.end()) {
      replaced.append(text, end, match.start()).append(replacement.apply(match.group(1)));
    }
    return replaced.append(text, end, text.length()).toString();
  }

  private static String hash(String script) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder().encodeToString(digest.digest(script.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
