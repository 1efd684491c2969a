package hexline.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the five servers: the files that a reader is meant to read, and the rest of its module.
 *
 * @param model the name of the model, which is that of the list of its draft, too
 * @param files the classes that are the chapter, in reading order
 */
public record Chapter(String model, List<String> files) {

  /** In reading order. */
  public static final List<Chapter> ALL =
      List.of(
          new Chapter("sync", List.of("SyncServer")),
          new Chapter("threaded", List.of("ThreadedServer")),
          new Chapter("nio", List.of("NioServer", "EventLoop", "NioConnection")),
          new Chapter("async", List.of("AsyncServer", "AsyncConnection")),
          new Chapter("virtual", List.of("VirtualServer")));

  private static final List<String> DRAFTS = List.of("FirstDraft", "ArticleDraft", "PollingDraft");

  /** Its Maven module. */
  public String module() {
    return model + "-server";
  }

  /** Where its sources are. */
  public Path folder(Path root) {
    return root.resolve(module()).resolve("src/main/java/hexline").resolve(model);
  }

  /** The files of the chapter, in reading order. */
  public List<JavaFile> chapterFiles(Path root) throws IOException {
    return javaFiles(folder(root)).stream()
        .filter(file -> files.contains(file.name()))
        .sorted((one, other) -> files.indexOf(one.name()) - files.indexOf(other.name()))
        .toList();
  }

  /** The files of the module that are neither chapter nor draft. */
  public List<JavaFile> otherFiles(Path root) throws IOException {
    return javaFiles(folder(root)).stream()
        .filter(file -> !files.contains(file.name()) && !DRAFTS.contains(file.name()))
        .toList();
  }

  /** The first draft. */
  public JavaFile draft(Path root) throws IOException {
    return JavaFile.read(folder(root).resolve("FirstDraft.java"));
  }

  /** The classes of a folder, by name, without those of folders below it. */
  static List<JavaFile> javaFiles(Path folder) throws IOException {
    List<Path> paths;
    try (var found = Files.list(folder)) {
      paths =
          found
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .sorted()
              .toList();
    }
    var files = new ArrayList<JavaFile>();
    for (Path path : paths) {
      files.add(JavaFile.read(path));
    }
    return files;
  }
}
