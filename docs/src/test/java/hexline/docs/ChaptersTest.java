package hexline.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps the chapters readable: the files that a reader opens are short, and name the same things in
 * the same order. What a server must have besides goes into other files.
 */
class ChaptersTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int MOST_LINES = 150;
  private static final int MOST_LINES_OF_A_HEADER = 25;
  private static final int MOST_LINES_OF_STATES = 45; // of a header that explains a state machine
  private static final int MOST_LINES_OF_A_DRAFT = 25;
  private static final int MOST_LINES_OF_A_DRAFT_WITHOUT_BLOCKING = 60;

  /** What all chapters call the steps of a server, in the order in which a file declares them. */
  private static final List<String> VERBS =
      List.of(
          "acceptLoop",
          "handOver",
          "serve",
          "read",
          "answer",
          "write",
          "refuse",
          "sendFin",
          "fail",
          "close");

  /** The verbs that a chapter file must declare; it may declare others. */
  private static final Map<String, List<String>> DECLARED =
      Map.of(
          "SyncServer", List.of("acceptLoop", "serve", "close"),
          "ThreadedServer", List.of("acceptLoop", "handOver", "serve", "close"),
          "NioServer", List.of("acceptLoop", "handOver", "close"),
          "EventLoop", List.of(),
          "NioConnection", List.of("serve", "read", "answer", "write", "sendFin", "fail", "close"),
          "AsyncServer", List.of("acceptLoop", "handOver", "close"),
          "AsyncConnection",
              List.of("serve", "read", "answer", "write", "refuse", "sendFin", "fail", "close"),
          "VirtualServer", List.of("acceptLoop", "handOver", "serve", "close"));

  @Test
  void aChapterFileIsShort() throws IOException {
    var codec =
        JavaFile.read(ROOT.resolve("protocol/src/main/java/hexline/protocol/HexCodec.java"));
    List<JavaFile> files = chapterFiles();
    files.add(codec);
    assertAll(files.stream().map(file -> () -> isAtMost(MOST_LINES, file)));
  }

  private static void isAtMost(int most, JavaFile file) {
    assertTrue(
        file.codeLines() <= most,
        () -> "%s has %d lines of code, not %d".formatted(file.path(), file.codeLines(), most));
  }

  @Test
  void aHeaderIsShort() throws IOException {
    for (JavaFile file : chapterFiles()) {
      boolean hasStates = file.name().equals("NioConnection");
      int most = hasStates ? MOST_LINES_OF_STATES : MOST_LINES_OF_A_HEADER;
      long lines = file.headerLines();
      assertTrue(
          lines > 0 && lines <= most, () -> file.path() + ": the header has " + lines + " lines");
    }
  }

  @Test
  void aLineHasAtMost100Columns() throws IOException {
    for (Chapter chapter : Chapter.ALL) {
      for (JavaFile file : Chapter.javaFiles(chapter.folder(ROOT))) {
        List<String> lines = Files.readAllLines(file.path());
        assertEquals(
            List.of(), lines.stream().filter(line -> line.length() > 100).toList(), file.name());
      }
    }
  }

  @Test
  void aChapterFileCatchesEverythingAtMostOnce() throws IOException {
    for (JavaFile file : chapterFiles()) {
      assertTrue(file.count("catch (Throwable") <= 1, () -> file.path() + ": catch (Throwable");
    }
  }

  @Test
  void aChapterFileDeclaresItsVerbs() throws IOException {
    for (JavaFile file : chapterFiles()) {
      assertTrue(DECLARED.containsKey(file.name()), () -> "verbs of " + file.path());
      var missing = new ArrayList<>(DECLARED.getOrDefault(file.name(), List.of()));
      missing.removeAll(file.methods());
      assertEquals(List.of(), missing, () -> "verbs that are missing in " + file.path());
    }
  }

  @Test
  void aChapterFileDeclaresVerbsInTheirOrder() throws IOException {
    for (JavaFile file : chapterFiles()) {
      List<String> verbs = file.methods().stream().filter(VERBS::contains).distinct().toList();
      List<String> inOrder = VERBS.stream().filter(verbs::contains).toList();
      assertEquals(inOrder, verbs, () -> "order of verbs in " + file.path());
    }
  }

  @Test
  void aDraftIsAPage() throws IOException {
    for (Chapter chapter : Chapter.ALL) {
      JavaFile draft = chapter.draft(ROOT);
      boolean blocks = !List.of("nio", "async").contains(chapter.model());
      int most = blocks ? MOST_LINES_OF_A_DRAFT : MOST_LINES_OF_A_DRAFT_WITHOUT_BLOCKING;
      isAtMost(most, draft);
    }
    isAtMost(MOST_LINES_OF_A_DRAFT_WITHOUT_BLOCKING, pollingDraft());
  }

  private static JavaFile pollingDraft() throws IOException {
    return JavaFile.read(ROOT.resolve("nio-server/src/main/java/hexline/nio/PollingDraft.java"));
  }

  @Test
  void aDraftNeedsOnlyTheJdkAndTheCodec() throws IOException {
    var drafts = new ArrayList<JavaFile>();
    drafts.add(pollingDraft());
    for (Chapter chapter : Chapter.ALL) {
      drafts.add(chapter.draft(ROOT));
    }
    for (JavaFile draft : drafts) {
      for (String name : draft.imports()) {
        assertTrue(
            name.startsWith("java.") || name.startsWith("hexline.protocol."),
            () -> draft.path() + " imports " + name);
      }
    }
  }

  @Test
  void theDraftsThatBlockDifferInOneLine() throws IOException {
    List<String> sync = codeOfDraft("sync");
    List<String> threaded = codeOfDraft("threaded");
    List<String> virtual = codeOfDraft("virtual");
    assertEquals(1, differences(sync, threaded), "sync and threaded");
    assertEquals(1, differences(threaded, virtual), "threaded and virtual");
  }

  /** The lines of a draft without comments, and without the name of its model. */
  private static List<String> codeOfDraft(String model) throws IOException {
    Path file = ROOT.resolve(model + "-server/src/main/java/hexline/" + model + "/FirstDraft.java");
    return Files.readString(file)
        .replaceAll("(?s)/\\*.*?\\*/", "")
        .lines()
        .map(line -> line.replaceAll("//.*", "").strip())
        .filter(line -> !line.isEmpty() && !line.startsWith("package "))
        .map(line -> line.replace(model + "-server", "server"))
        .toList();
  }

  private static int differences(List<String> one, List<String> other) {
    assertEquals(one.size(), other.size(), "number of lines");
    int differences = 0;
    for (int i = 0; i < one.size(); i++) {
      differences += one.get(i).equals(other.get(i)) ? 0 : 1;
    }
    return differences;
  }

  @Test
  void guardsAreWhereTheListSays() throws IOException {
    for (Guard guard : Guard.read(ROOT)) {
      assertTrue(Rules.read(ROOT).containsKey(guard.rule()), guard::toString);
      for (String model : guard.models()) {
        assertTrue(
            Chapter.ALL.stream().anyMatch(chapter -> chapter.model().equals(model)),
            guard::toString);
      }
      assertTrue(guard.exists(ROOT), () -> "docs/drafts/guards.txt: not there: " + guard);
    }
  }

  @Test
  void whatASourceDeclaresIsFound(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("Sample.java");
    Files.writeString(
        path,
        """
        package sample;

        import java.util.List;

        /**
         * A comment
         * with read() { in it.
         */
        final class Sample<T> {

          private int field; // counts

          // does not
          Sample(int one) { // a constructor
            super(one);
          }

          @Override
          public synchronized <U> List<U> read(
              int one, List<? extends T> other) throws IOException, Error {
            if (one > 0) {
              try {
                answer(one);
              } catch (Throwable e) {
                return write(new Object() {});
              }
            }
          }

          private static final class Inner {
            void write() {}

            void fail() {
              fail();
            }
          }
        }
        """);
    JavaFile file = JavaFile.read(path);
    assertEquals(List.of("Sample", "read", "write", "fail"), file.methods());
    assertEquals(List.of("java.util.List"), file.imports());
    assertEquals(23, file.codeLines());
    assertEquals(2, file.headerLines());
    assertEquals(1, file.count("catch (Throwable"));
    assertFalse(new Guard("R1", List.of("nio"), "Sample.java", "answer").exists(folder));
    assertTrue(new Guard("R1", List.of("nio"), "Sample.java", "read").exists(folder));
    assertFalse(new Guard("R1", List.of("nio"), "Other.java", "read").exists(folder));
  }

  private static List<JavaFile> chapterFiles() throws IOException {
    var files = new ArrayList<JavaFile>();
    for (Chapter chapter : Chapter.ALL) {
      List<JavaFile> own = chapter.chapterFiles(ROOT);
      assertEquals(chapter.files(), own.stream().map(JavaFile::name).toList(), "files are there");
      files.addAll(own);
    }
    return files;
  }
}
