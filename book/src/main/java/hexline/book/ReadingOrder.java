package hexline.book;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The documents of the book, in the order in which they are read. */
public final class ReadingOrder {

  /**
   * A part of the book.
   *
   * @param title as the table of contents has it
   * @param documents paths from the root of the repository
   */
  public record Part(String title, List<String> documents) {

    public Part {
      documents = List.copyOf(documents);
    }
  }

  /** All parts. */
  public static final List<Part> PARTS =
      List.of(
          new Part("Begin", List.of("README.md", "protocol/README.md", "PROTOCOL.md")),
          new Part(
              "Five ways to wait",
              List.of(
                  "sync-server/README.md",
                  "threaded-server/README.md",
                  "nio-server/README.md",
                  "async-server/README.md",
                  "virtual-server/README.md")),
          new Part("Choose", List.of("docs/choosing.md", "bench/README.md")),
          new Part(
              "Look and try",
              List.of(
                  "theatre/README.md",
                  "conformance/README.md",
                  "torture/README.md",
                  "recipes/README.md",
                  "exercises/README.md",
                  "bench/claims/README.md")),
          new Part(
              "Look up",
              List.of(
                  "docs/glossary.md",
                  "docs/what-a-draft-costs.md",
                  "conformance/catalogue.md",
                  "docs/sizes.md",
                  "docs/design.md")));

  private ReadingOrder() {}

  /** All documents. */
  public static List<String> documents() {
    return PARTS.stream().flatMap(part -> part.documents().stream()).toList();
  }

  /** Those that do not exist. */
  public static List<String> missing(Path root) {
    return documents().stream().filter(each -> !Files.exists(root.resolve(each))).toList();
  }
}
