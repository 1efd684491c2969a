package hexline.bench.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.bench.report.Json;
import hexline.cli.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * Writes the page of results: one HTML file that needs nothing else. Its template, report.html, is a
 * page by itself; its style sheets and scripts are put into it, and the results beside them as JSON.
 *
 * <p>Nothing in the results can become markup or a script: they are text in JSON in which no {@code
 * <} is left, the scripts of the page insert them as text only, and a Content-Security-Policy
 * allows these scripts by their hash, no others, and no request to anywhere.
 */
public final class PageWriter {

  private static final String CHARTS_LIBRARY =
      "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";
  private static final Pattern STYLE =
      Pattern.compile("<link rel=\"stylesheet\" href=\"([\\w.-]+)\">");
  private static final Pattern SCRIPT = Pattern.compile("<script src=\"([\\w.-]+)\"></script>");
  private static final String POLICY = "style-src 'unsafe-inline' file:; script-src file:";

  private PageWriter() {}

  /**
   * Writes the page of a file of results.
   *
   * @param page where to; replaced if it exists
   * @throws IOException if a file cannot be read or written, or is no JSON
   */
  public static void write(Path page, Path results) throws IOException {
    write(page, html(read(results), Optional.empty()));
  }

  /**
   * Writes the page of a file of results with what changed since an earlier one.
   *
   * @throws IOException if a file cannot be read or written, or is no JSON
   */
  public static void write(Path page, Path results, Path earlier) throws IOException {
    write(page, html(read(results), Optional.of(read(earlier))));
  }

  private static void write(Path page, String html) throws IOException {
    try (WholeFile file = WholeFile.open(page)) {
      file.output().write(html.getBytes(UTF_8));
      file.commit();
    }
  }

  private static Results read(Path file) throws IOException {
    try {
      return Results.of(String.valueOf(file.getFileName()), Files.readString(file));
    } catch (JacksonException e) {
      throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The page as text. */
  static String html(Results results, Optional<Results> earlier) throws IOException {
    String page = resource("report.html");
    page = replace(page, STYLE, name -> "<style>\n" + resource(name) + "</style>");
    var hashes = new ArrayList<String>();
    page =
        replace(
            page,
            SCRIPT,
            name -> {
              String script = script(name);
              hashes.add("'sha256-" + hash(script) + "'");
              return "<script>" + script + "</script>";
            });
    if (!page.contains(POLICY)) {
      throw new IllegalStateException("report.html has no policy of its own");
    }
    page =
        page.replace(POLICY, "style-src 'unsafe-inline'; script-src " + String.join(" ", hashes));
    page = fill(page, "page", Json.compact(Page.of(results, earlier)));
    page = fill(page, "results", results.root().toString());
    return fill(page, "earlier", earlier.map(before -> before.root().toString()).orElse("null"));
  }

  /** Puts JSON into the element of that id. Within JSON a {@code <} is always part of a string. */
  private static String fill(String page, String id, String json) {
    String element = "<script type=\"application/json\" id=\"" + id + "\">";
    int from = page.indexOf(element);
    int to = page.indexOf("</script>", from);
    if (from < 0) {
      throw new IllegalStateException("report.html has no element " + id);
    }
    return page.substring(0, from + element.length())
        + json.replace("<", "\\u003c")
        + page.substring(to);
  }

  private static String script(String name) throws IOException {
    String text = name.equals("echarts.min.js") ? read(CHARTS_LIBRARY).strip() : resource(name);
    if (text.contains("</script") || text.contains("<!--")) {
      throw new IllegalStateException(name + " would end its element");
    }
    return text;
  }

  private static String resource(String name) throws IOException {
    return read(name);
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = PageWriter.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8).replace("\r\n", "\n");
    }
  }

  @FunctionalInterface
  private interface Replacement {
    String of(String name) throws IOException;
  }

  private static String replace(String text, Pattern pattern, Replacement replacement)
      throws IOException {
    var replaced = new StringBuilder();
    int end = 0;
    for (Matcher match = pattern.matcher(text); match.find(); end = match.end()) {
      replaced.append(text, end, match.start()).append(replacement.of(match.group(1)));
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

  /** Names of the resources that the template refers to. */
  static List<String> parts() throws IOException {
    String page = resource("report.html");
    var names = new ArrayList<String>();
    for (Pattern pattern : List.of(STYLE, SCRIPT)) {
      pattern.matcher(page).results().forEach(match -> names.add(match.group(1)));
    }
    return names;
  }
}
