package hexline.book;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The documents of the book, and how one refers to another. Immutable. */
final class Library {

  private static final Pattern FORGE =
      Pattern.compile("(?s)<scm\\b.*?<url>(https?://[^<]*?)/*</url>.*?</scm>");
  private static final String RESERVED = "https?://[^/]*\\.(?:example|invalid|test)(?:/.*)?";

  private final Map<String, Document> documents;
  private final Optional<String> forge;

  private Library(List<Document> documents, Optional<String> forge) {
    this.documents =
        documents.stream().collect(Collectors.toMap(Document::path, Function.identity()));
    this.forge = forge;
  }

  /**
   * A library.
   *
   * @param pom of the repository, which says where its sources are on the network; a host whose name
   *     is reserved is no such place
   */
  static Library of(List<Document> documents, String pom) {
    Matcher url = FORGE.matcher(pom);
    return new Library(
        documents,
        url.find()
            ? Optional.of(url.group(1)).filter(each -> !each.matches(RESERVED))
            : Optional.empty());
  }

  /** The address of a file of the repository on the network; absent if it is on none. */
  Optional<String> address(String path) {
    return forge.map(url -> url + "/blob/HEAD/" + path);
  }

  boolean has(String path) {
    return documents.containsKey(path);
  }

  /** The id of a chapter: {@code nio-server} for {@code nio-server/README.md}. */
  String id(String path) {
    String name = path.replaceAll("/?README\\.md$", "").replaceAll("\\.md$", "");
    return name.isEmpty() ? "start" : name.replaceAll("\\W+", "-");
  }

  /**
   * The id of a place in a chapter.
   *
   * @param anchor in the document; empty for its beginning
   */
  String anchor(String path, String anchor) {
    Document document = Objects.requireNonNull(documents.get(path));
    boolean isTitle =
        !document.sections().isEmpty() && document.sections().getFirst().anchor().equals(anchor);
    return anchor.isEmpty() || isTitle ? id(path) : id(path) + "--" + anchor;
  }

  /**
   * What a link leads to: a path from the root of the repository, which for a folder with a chapter
   * is that chapter.
   */
  String resolve(Document from, String target) {
    String file = target.replaceFirst("#.*", "");
    if (file.isEmpty()) {
      return from.path();
    }
    Path to = Path.of("/").resolve(from.path()).resolveSibling(file).normalize();
    String path = to.toString().substring(1).replace('\\', '/');
    String chapter = path.isEmpty() ? "README.md" : path + "/README.md";
    return documents.containsKey(chapter) ? chapter : path;
  }
}
