package hexline.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kit is tested by servers that are wrong: each fails the cases meant for it, and no other. */
class FlawTest {

  private static final int AT_ONCE = 4; // they mostly wait
  private static final Settings SETTINGS = Settings.standard().withTimeout(Duration.ofSeconds(3));

  @TestFactory
  Stream<DynamicTest> eachFlawIsFoundByTheCasesMeantForIt() {
    var threads = Executors.newFixedThreadPool(AT_ONCE);
    List<DynamicTest> tests =
        Arrays.stream(Flaw.values())
            .filter(f -> f.name().matches(System.getProperty("flaw", ".*")))
            .map(flaw -> test(flaw, threads.submit(() -> failures(flaw))))
            .toList();
    return tests.stream().onClose(threads::shutdownNow);
  }

  private static DynamicTest test(Flaw flaw, Future<Map<String, String>> failures) {
    return DynamicTest.dynamicTest(
        flaw.name(),
        () -> {
          var expected = new TreeSet<>(flaw.foundBy());
          Map<String, String> first = failures.get();
          // Some cases are about time, and a busy machine may stall for longer than they wait.
          Map<String, String> found = first.keySet().equals(expected) ? first : failures(flaw);
          assertEquals(expected, found.keySet(), () -> flaw + " failed: " + found);
        });
  }

  /** Runs the whole kit. */
  private static Map<String, String> failures(Flaw flaw) throws Exception {
    var failures = new TreeMap<String, String>();
    try (var kit = new Kit(new Target.Command(command(flaw)), SETTINGS)) {
      List<Future<Result>> running = Cases.ALL.stream().map(kit::submit).toList();
      for (Future<Result> each : running) {
        Result result = each.get();
        if (result.verdict() != Verdict.PASS) {
          failures.put(result.conformanceCase().id(), result.verdict() + " " + result.reason());
        }
      }
    }
    return failures;
  }

  private static List<String> command(Flaw flaw) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmn8m", "-Xmx512m"));
    command.addAll(List.of("-cp", "target/test-classes" + File.pathSeparator + "target/classes"));
    command.addAll(List.of(BrokenServer.class.getName(), flaw.name(), "{port}", "{options}"));
    return command;
  }
}
