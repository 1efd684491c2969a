package hexline.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * The kit as JUnit tests of one of this project's servers, packed as a runnable jar: a test for
 * each case. To be extended by the server's own test class.
 */
public abstract class ConformanceSuite {

  /** Exit code of a JVM that SIGTERM has ended. */
  private static final int SIGTERM_EXIT_CODE = 143;

  private final Path jar;
  private final List<String> arguments;

  /**
   * @param module the server's module: the jar is {@code target/MODULE.jar}
   * @param arguments more options for the server, which choose its variant
   */
  protected ConformanceSuite(String module, String... arguments) {
    this.jar = Path.of("target", module + ".jar");
    this.arguments = List.of(arguments);
  }

  /** What this server is by nature. */
  protected Set<Trait> traits() {
    return Set.of();
  }

  /** Options of the JVM that runs the server. */
  protected List<String> jvmOptions() {
    return List.of();
  }

  @TestFactory
  Stream<DynamicTest> conformance() {
    Assertions.assertTrue(jar.toFile().isFile(), () -> jar + " is missing: package it first");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions());
    command.addAll(List.of("-jar", jar.toString(), "--port", "{port}", "{options}"));
    command.addAll(arguments);
    var settings = Settings.standard().withTraits(traits()).withExitCode(SIGTERM_EXIT_CODE);
    var kit = new Kit(new Target.Command(command), settings);
    List<DynamicTest> tests = Cases.ALL.stream().map(each -> test(each, kit.submit(each))).toList();
    return tests.stream().onClose(kit::close);
  }

  private static DynamicTest test(Case conformanceCase, Future<Result> running) {
    return DynamicTest.dynamicTest(
        conformanceCase.toString(),
        () -> {
          Result result = running.get();
          switch (result.verdict()) {
            case PASS -> {}
            case FAIL -> Assertions.fail(result.reason());
            case TRAIT, SKIP ->
                throw new TestAbortedException(result.verdict() + ": " + result.reason());
          }
        });
  }
}
