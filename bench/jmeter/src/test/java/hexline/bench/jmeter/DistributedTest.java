package hexline.bench.jmeter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DistributedTest {

  private static final int THREADS = 2;
  private static final Duration DURATION = Duration.ofSeconds(2);

  @TempDir private Path folder;

  @Test
  @DisplayName("two remote engines contribute right answers, and end with the run")
  void twoEngines() throws IOException, InterruptedException {
    try (var server = MeasuredServer.start(ServerSpec.parse("nio"), "none");
        var engines = RemoteEngines.start(folder, 2);
        var run = PlanRun.start(folder, server.address(), THREADS, DURATION, engines)) {
      List<Sample> samples = run.awaitEnd(); // fails if an engine goes on, or leaves a process
      assertEquals(List.of(), samples.stream().filter(sample -> !sample.success()).toList());
      assertEquals(Set.copyOf(engines.addresses()), namesOf(samples, "-.*"), "engines");
      assertEquals(2 * THREADS, namesOf(samples, "$").size(), "threads of both engines");
      assertEquals(List.of(), run.family(), "processes that are left over");
    }
  }

  /** The names of the threads, without what the pattern finds. */
  private static Set<String> namesOf(List<Sample> samples, String without) {
    return samples.stream()
        .map(sample -> sample.thread().replaceFirst(without, ""))
        .collect(Collectors.toSet());
  }
}
