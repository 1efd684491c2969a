package hexline.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hexline.docs.console.Transcript;
import hexline.docs.console.Typist;
import hexline.docs.console.Typist.Outcome;
import hexline.docs.console.Typist.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Types the transcripts of the root README, and with {@code -Dthorough} those of all documents, in
 * about two minutes. It runs after all programs are packed, so that no command builds anything.
 * {@code -Ddocs.only=nio-server} types only the documents whose path contains this. {@code
 * -Ddocs.write} puts what is printed into the documents, without {@code -Ddocs.only} into all.
 */
class TranscriptsIT {

  private static final int AT_A_TIME = 4; // they mostly wait
  private static final String FIRST = "README.md"; // what every build types
  private static final @Nullable String ONLY = System.getProperty("docs.only");
  private static final boolean WRITE = System.getProperty("docs.write") != null;
  private static final boolean THOROUGH = System.getProperty("thorough") != null;
  private static final ExecutorService TYPISTS =
      Executors.newFixedThreadPool(
          Typist.canTypeSeveral() ? AT_A_TIME : 1, Thread.ofPlatform().daemon().factory());

  @AfterAll
  static void end() {
    TYPISTS.shutdownNow();
  }

  @Test
  @DisplayName("all programs are packed")
  void packed() {
    for (String jar : List.of("nio-server/target/nio-server.jar", "ask/target/ask.jar")) {
      assertTrue(Files.exists(Documents.ROOT.resolve(jar)), jar + ": run mvn -pl docs -am verify");
    }
  }

  @TestFactory
  @DisplayName("what a reader types prints what the document shows")
  Stream<DynamicTest> transcripts() throws IOException {
    var texts = new TreeMap<String, String>(); // by path
    for (Path document : Documents.all()) {
      String name = Documents.ROOT.relativize(document).toString();
      String text = Files.readString(document);
      if (isChosen(name) && Transcript.of(name, text).isTyped()) {
        texts.put(name, text);
      }
    }
    return texts.entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                each -> -steps(each.getKey(), each.getValue()))) // longest first
        .map(each -> test(each.getKey(), each.getValue()))
        .toList() // which begins to type all of them
        .stream();
  }

  private static boolean isChosen(String name) {
    return ONLY != null ? name.contains(ONLY) : WRITE || THOROUGH || name.equals(FIRST);
  }

  private static int steps(String name, String text) {
    return Transcript.of(name, text).blocks().stream()
        .mapToInt(block -> block.steps().size())
        .sum();
  }

  private static DynamicTest test(String name, String text) {
    Future<Outcome> typed = TYPISTS.submit(typing(name, text));
    return DynamicTest.dynamicTest(name, () -> judge(Documents.ROOT.resolve(name), text, typed));
  }

  private static Callable<Outcome> typing(String name, String text) {
    var typist = new Typist(Documents.ROOT, Patience.USUAL);
    return () ->
        !Typist.missing().isEmpty()
            ? new Outcome(List.of(), List.of(Typist.missing()), text)
            : WRITE ? typist.write(name, text) : typist.check(name, text);
  }

  private static void judge(Path document, String text, Future<Outcome> typed)
      throws IOException, InterruptedException {
    Outcome outcome;
    try {
      outcome = typed.get();
    } catch (ExecutionException e) {
      throw new AssertionError(document + " could not be typed: " + e.getCause(), e);
    }
    if (WRITE && !outcome.text().equals(text)) {
      Files.writeString(document, outcome.text());
    }
    assertEquals(
        "",
        WRITE ? "" : String.join("\n", outcome.lies()),
        "transcripts; to write them anew: mvn -pl docs -am verify -Dit.test=TranscriptsIT"
            + " -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false"
            + " -Dfailsafe.failIfNoSpecifiedTests=false -Ddocs.write");
    outcome.skipped().forEach(reason -> System.out.println("not typed: " + reason));
    assumeTrue(outcome.skipped().isEmpty(), outcome.skipped()::toString);
  }
}
