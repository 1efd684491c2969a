package hexline.book;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** A Markdown document of the repository. Immutable, but for the tree of nodes, which is shared. */
public final class Document {

  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  /**
   * A heading.
   *
   * @param level from 1
   * @param text without marks
   * @param anchor within the document
   */
  public record Section(int level, String text, String anchor) {}

  private final String path;
  private final Node node;
  private final IdentityHashMap<Node, Section> headings = new IdentityHashMap<>();
  private final List<Section> sections = new ArrayList<>();

  private Document(String path, Node node) {
    this.path = path;
    this.node = node;
    var slugs = new Slugs();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Heading heading) {
            String text = text(heading);
            var section = new Section(heading.getLevel(), text, slugs.next(text));
            headings.put(heading, section);
            sections.add(section);
          }
        });
  }

  /** Reads a document; the path starts at the root of the repository. */
  public static Document read(Path root, String path) throws IOException {
    return of(path, Files.readString(root.resolve(path)));
  }

  /** The document of a text. */
  public static Document of(String path, String text) {
    return new Document(path, PARSER.parse(text));
  }

  /** Its path from the root of the repository. */
  public String path() {
    return path;
  }

  /** Its headings, in their order. */
  public List<Section> sections() {
    return List.copyOf(sections);
  }

  /** Targets of its links, in their order, as they stand there. */
  public List<String> links() {
    var links = new ArrayList<String>();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            links.add(link.getDestination());
            visitChildren(link);
          }
        });
    return links;
  }

  /** Code within its sentences, in its order. */
  public List<String> codeSpans() {
    var spans = new ArrayList<String>();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Code code) {
            spans.add(code.getLiteral());
          }
        });
    return spans;
  }

  /** Its sentences, headings and tables without marks, and without code; a line for each part. */
  public String prose() {
    var prose = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            prose.append(text.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak end) {
            prose.append(' ');
          }

          @Override
          public void visit(Code code) {
            prose.append(" CODE ");
          }

          @Override
          public void visit(Paragraph paragraph) {
            visitChildren(paragraph);
            prose.append('\n');
          }

          @Override
          public void visit(Heading heading) {
            visitChildren(heading);
            prose.append('\n');
          }

          @Override
          public void visit(CustomNode cell) { // of a table
            visitChildren(cell);
            prose.append('\n');
          }
        });
    return prose.toString();
  }

  /** Its first heading, or its path. */
  String title() {
    return sections.isEmpty() ? path : sections.getFirst().text();
  }

  Node node() {
    return node;
  }

  /** The section of a node that is a heading. */
  Section section(Heading heading) {
    return Objects.requireNonNull(headings.get(heading));
  }

  /** The text below a node, without marks. */
  static String text(Node node) {
    var text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak part) {
            text.append(' ');
          }
        });
    return text.toString();
  }
}
