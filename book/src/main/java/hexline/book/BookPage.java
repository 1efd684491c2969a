package hexline.book;

import hexline.book.Document.Section;
import hexline.book.ReadingOrder.Part;
import hexline.page.PageTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the page of all documents that exist. */
final class BookPage {

  static final PageTemplate TEMPLATE = new PageTemplate(BookPage.class, "book.html");

  private static final int DEEPEST = 2; // level of the headings in the table of contents

  private final Path root;
  private final List<Document> documents = new ArrayList<>();
  private final Library library;

  private BookPage(Path root) throws IOException {
    this.root = root;
    for (String path : ReadingOrder.documents()) {
      if (Files.exists(root.resolve(path))) {
        documents.add(Document.read(root, path));
      }
    }
    Path pom = root.resolve("pom.xml");
    library = Library.of(documents, Files.exists(pom) ? Files.readString(pom) : "");
  }

  /**
   * The page.
   *
   * @param root of the repository
   * @throws IllegalStateException if a picture of a document is missing
   */
  static String html(Path root) throws IOException {
    var page = new BookPage(root);
    return TEMPLATE
        .html(Map.of())
        .replace("<!-- contents -->", page.contents())
        .replace("<!-- chapters -->", page.chapters());
  }

  private String contents() {
    var html = new StringBuilder();
    for (Part part : ReadingOrder.PARTS) {
      List<Document> present =
          documents.stream().filter(each -> part.documents().contains(each.path())).toList();
      if (present.isEmpty()) {
        continue;
      }
      html.append("<h2>%s</h2>%n<ol>%n".formatted(Highlighter.escaped(part.title())));
      for (Document document : present) {
        html.append(
            "<li><a href=\"#%s\">%s</a>".formatted(library.id(document.path()), title(document)));
        List<Section> sections =
            document.sections().stream()
                .skip(1)
                .filter(section -> section.level() <= DEEPEST)
                .toList();
        if (!sections.isEmpty()) {
          html.append("\n<ol>\n");
          for (Section section : sections) {
            html.append(
                "<li><a href=\"#%s\">%s</a></li>%n"
                    .formatted(
                        library.anchor(document.path(), section.anchor()),
                        Highlighter.escaped(section.text())));
          }
          html.append("</ol>\n");
        }
        html.append("</li>\n");
      }
      html.append("</ol>\n");
    }
    return html.toString();
  }

  private static String title(Document document) {
    return Highlighter.escaped(document.title());
  }

  private String chapters() {
    var html = new StringBuilder();
    for (int i = 0; i < documents.size(); i++) {
      Document document = documents.get(i);
      html.append(
          i == 0
              ? "<article id=\"%s\">%n".formatted(library.id(document.path()))
              : "<article id=\"%s\">%n<p class=\"path\">%s</p>%n"
                  .formatted(library.id(document.path()), Highlighter.escaped(document.path())));
      html.append(new Chapter(root, document, library, i == 0).html());
      html.append("<nav class=\"turn\" aria-label=\"Previous and next chapter\">\n");
      if (i > 0) {
        html.append(turn("previous", "Before", documents.get(i - 1)));
      }
      if (i + 1 < documents.size()) {
        html.append(turn("next", "Next", documents.get(i + 1)));
      }
      html.append("</nav>\n</article>\n");
    }
    return html.toString();
  }

  private String turn(String name, String word, Document to) {
    return "<a class=\"%s\" href=\"#%s\"><span>%s</span> %s</a>%n"
        .formatted(name, library.id(to.path()), word, title(to));
  }
}
