package hexline.book;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/**
 * A document as HTML for the book. Headings go one level down, but in the first document, whose title
 * is that of the page. Their anchors get the name of the chapter. Of the HTML in a document, a picture with its sources is shown and a comment left out;
 * anything else is shown as text. For use by one thread.
 */
final class Chapter {

  private static final Pattern PICTURE =
      Pattern.compile(
          "\\s*<picture>\\s*<source media=\"\\(prefers-color-scheme: dark\\)\" srcset=\"([^\"<>]+)\">"
              + "\\s*<img alt=\"([^\"<>]*)\" src=\"([^\"<>]+)\">\\s*</picture>\\s*");
  private static final Pattern IMAGE =
      Pattern.compile("\\s*<img alt=\"([^\"<>]*)\" src=\"([^\"<>]+)\">\\s*");
  private static final Pattern COMMENTS = Pattern.compile("(?s)<!--.*?-->");
  private static final List<String> LOOKS = List.of("chapter", "section", "subsection", "point");
  private static final int SHORT = 24; // characters of code that stay on one line
  private static final Set<String> LANGUAGES = Set.of("java", "console");

  private final Path root;
  private final Document document;
  private final Library library;
  private final boolean isFirst;
  private final Map<String, String> files = new LinkedHashMap<>(); // path -> id

  /**
   * @param root of the repository
   * @param library the documents that are in the book, too
   * @param isFirst whether it is the first of them
   */
  Chapter(Path root, Document document, Library library, boolean isFirst) {
    this.root = root;
    this.document = document;
    this.library = library;
    this.isFirst = isFirst;
  }

  /** Its content. */
  String html() {
    String html =
        HtmlRenderer.builder()
            .extensions(List.of(TablesExtension.create()))
            .escapeHtml(true)
            .nodeRendererFactory(Nodes::new)
            .build()
            .render(document.node());
    return html.replace("<table>", "<div class=\"scroll\" tabindex=\"0\"><table>")
            .replace("</table>", "</table></div>")
        + filesHtml();
  }

  private String filesHtml() {
    if (files.isEmpty()) {
      return "";
    }
    var html =
        new StringBuilder(
            "<details class=\"files\"><summary>Files of this chapter</summary>\n<ul>\n");
    files.forEach((path, id) ->
        html.append(
            "<li id=\"%s\"><code>%s</code></li>%n".formatted(id, Highlighter.escaped(path))));
    return html.append("</ul></details>\n").toString();
  }

  /** Renders what a browser would not get as it is in the Markdown. */
  private final class Nodes implements NodeRenderer {

    private final HtmlNodeRendererContext context;
    private final HtmlWriter out;

    Nodes(HtmlNodeRendererContext context) {
      this.context = context;
      this.out = context.getWriter();
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(
          Code.class,
          Heading.class,
          Link.class,
          Image.class,
          FencedCodeBlock.class,
          IndentedCodeBlock.class,
          HtmlBlock.class,
          HtmlInline.class);
    }

    @Override
    public void render(Node node) {
      switch (node) {
        case Code code -> words(code.getLiteral());
        case Heading heading -> heading(heading);
        case Link link -> link(link);
        case Image image -> image(Document.text(image), image.getDestination());
        case FencedCodeBlock code -> code(code.getInfo(), code.getLiteral());
        case IndentedCodeBlock code -> code("", code.getLiteral());
        case HtmlBlock html -> block(html.getLiteral());
        case HtmlInline html -> inline(html.getLiteral());
        default -> throw new IllegalStateException("not registered: " + node);
      }
    }

    private void heading(Heading heading) {
      Document.Section section = document.section(heading);
      boolean isTitle = section.equals(document.sections().getFirst());
      String id =
          isTitle
              ? library.id(document.path())
              : library.id(document.path()) + "--" + section.anchor();
      int level = Math.min(section.level() + (isFirst ? 0 : 1), 6);
      String look = LOOKS.get(Math.min(section.level(), LOOKS.size()) - 1);
      out.line();
      out.raw("<h%s class=\"%s\"%s>".formatted(level, look, isTitle ? "" : " id=\"" + id + "\""));
      children(heading);
      if (!isTitle) {
        out.raw(
            "<a class=\"anchor\" href=\"#%s\" aria-label=\"Link to this section\">#</a>"
                .formatted(id));
      }
      out.raw("</h%s>".formatted(level));
      out.line();
    }

    private void link(Link link) {
      String target = link.getDestination();
      Optional<String> address = address(target);
      if (address.isPresent()) {
        out.raw("<a href=\"%s\" rel=\"noreferrer\">".formatted(Highlighter.escaped(address.get())));
      } else {
        out.raw("<a href=\"#%s\"%s>".formatted(anchor(target), title(target)));
      }
      children(link);
      out.raw("</a>");
    }

    /** Where on the network a link leads to; absent if to a place in the book. */
    private Optional<String> address(String target) {
      if (target.matches("https?://.*")) {
        return Optional.of(target);
      }
      String path = library.resolve(document, target);
      return library.has(path) ? Optional.empty() : library.address(path);
    }

    private String title(String target) {
      String path = library.resolve(document, target);
      return library.has(path)
          ? ""
          : " class=\"file\" title=\"%s\"".formatted(Highlighter.escaped(path));
    }

    private String anchor(String target) {
      String path = library.resolve(document, target);
      String part = target.contains("#") ? target.substring(target.indexOf('#') + 1) : "";
      if (library.has(path)) {
        return library.anchor(path, part);
      }
      return files.computeIfAbsent(
          path, _ -> library.id(document.path()) + "--file-" + (files.size() + 1));
    }

    /** Code in a sentence; if it is short, no line ends in it. */
    private void words(String text) {
      out.raw(
          "<code%s>%s</code>"
              .formatted(
                  text.length() <= SHORT ? " class=\"short\"" : "", Highlighter.escaped(text)));
    }

    private void code(String info, String text) {
      String language = info == null ? "" : info.split(" ", 2)[0];
      out.line();
      out.raw(
          "<pre tabindex=\"0\"%s><code>"
              .formatted(LANGUAGES.contains(language) ? " class=\"" + language + "\"" : ""));
      out.raw(Highlighter.html(language, text.stripTrailing()));
      out.raw("</code></pre>");
      out.line();
    }

    private void block(String block) {
      String html = COMMENTS.matcher(block).replaceAll("");
      Matcher picture = PICTURE.matcher(html);
      Matcher image = IMAGE.matcher(html);
      out.line();
      if (picture.matches()) {
        out.raw("<p class=\"picture\" tabindex=\"0\">");
        out.raw(inlined("light", plain(picture.group(2)), picture.group(3)));
        out.raw(inlined("dark", plain(picture.group(2)), picture.group(1)));
        out.raw("</p>");
      } else if (image.matches()) {
        out.raw(
            "<p class=\"picture\">" + inlined("", plain(image.group(1)), image.group(2)) + "</p>");
      } else if (!html.isBlank()) {
        out.raw("<p>" + Highlighter.escaped(html.strip()) + "</p>");
      }
      out.line();
    }

    private void inline(String html) {
      if (!COMMENTS.matcher(html).matches()) {
        out.raw(html.equals("<br>") ? "<br>" : Highlighter.escaped(html));
      }
    }

    private void image(String alt, String path) {
      out.raw(inlined("", alt, path));
    }

    private void children(Node parent) {
      for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
        context.render(child);
      }
    }
  }

  private static String plain(String attribute) {
    return attribute.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&");
  }

  /** A picture whose bytes are in the page. */
  private String inlined(String colours, String alt, String target) {
    Path file = root.resolve(library.resolve(document, target));
    if (!file.startsWith(root) || !Files.exists(file)) {
      throw new IllegalStateException(
          document.path() + " shows " + target + ", which is not there");
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      String type = target.endsWith(".svg") ? "image/svg+xml" : "image/png";
      return "<img alt=\"%s\"%s src=\"data:%s;base64,%s\"%s>"
          .formatted(
              Highlighter.escaped(alt),
              colours.isEmpty() ? "" : " class=\"" + colours + "\"",
              type,
              Base64.getEncoder().encodeToString(bytes),
              target.endsWith(".svg") ? size(new String(bytes, UTF_8)) : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Width and height, so that nothing moves when the picture appears. */
  private static String size(String svg) {
    Matcher width = Pattern.compile("<svg [^>]*\\bwidth=\"(\\d+)[\\d.]*\"").matcher(svg);
    Matcher height = Pattern.compile("<svg [^>]*\\bheight=\"(\\d+)[\\d.]*\"").matcher(svg);
    return width.find() && height.find()
        ? " width=\"%s\" height=\"%s\"".formatted(width.group(1), height.group(1))
        : "";
  }
}
