package hexline.docs.block;

import java.nio.file.Path;

/**
 * Where content is to stand.
 *
 * @param root the folder of the repository
 * @param document a file in it
 */
public record Place(Path root, Path document) {

  /** A file of the repository as a link target of the document. */
  public String link(Path file) {
    Path folder = document.toAbsolutePath().normalize().resolveSibling("");
    return folder.relativize(file.toAbsolutePath().normalize()).toString().replace('\\', '/');
  }

  /** A file of the repository as a link target of the document; the path starts at the root. */
  public String link(String path) {
    return link(root.resolve(path));
  }
}
