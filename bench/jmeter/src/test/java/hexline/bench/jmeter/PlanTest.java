package hexline.bench.jmeter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PlanTest {

  private static final int THREADS = 4;
  private static final Duration DURATION = Duration.ofSeconds(2);

  @TempDir private Path folder;

  @Test
  @DisplayName("the requests and answers of the plan are those that the generator writes")
  void pairs() throws IOException {
    Path file = Path.of("pairs.csv");
    if (System.getProperty("figures.write") != null) {
      Files.writeString(file, Pairs.text());
    }
    assertEquals(Pairs.text(), Files.readString(file), "mvn ... -Dfigures.write writes it anew");
  }

  @Test
  @DisplayName("without properties the plan is for a server on its default address")
  void defaults() throws IOException {
    String plan = Files.readString(Path.of("hexline.jmx"));
    assertTrue(plan.contains("${__P(host,127.0.0.1)}"), "host");
    assertTrue(plan.contains("${__P(port,65432)}"), "port");
  }

  @Test
  @DisplayName("all answers of a server are right, and all threads have some")
  void right() throws IOException, InterruptedException {
    try (var server = MeasuredServer.start(ServerSpec.parse("nio"), "none");
        var run = PlanRun.start(folder, server.address(), THREADS, DURATION, null)) {
      List<Sample> samples = run.awaitEnd();
      assertEquals(List.of(), samples.stream().filter(sample -> !sample.success()).toList());
      var threads = samples.stream().map(Sample::thread).collect(Collectors.toSet());
      assertEquals(THREADS, threads.size(), threads::toString);
    }
  }

  @Test
  @DisplayName("exactly the wrong answers of a server fail, and each thread keeps its connection")
  void wrong() throws IOException, InterruptedException {
    try (var server = new CountingServer();
        var run = PlanRun.start(folder, server.address(), THREADS, DURATION, null)) {
      List<Sample> samples = run.awaitEnd();
      List<Sample> failed = samples.stream().filter(sample -> !sample.success()).toList();
      assertTrue(server.wrongAnswers.get() > 0, "no request ended with a 7");
      assertEquals(server.wrongAnswers.get(), failed.size(), "failed samples");
      assertEquals(server.answers.get(), samples.size(), "samples");
      assertTrue(
          failed.stream().allMatch(sample -> sample.code().equals("200")),
          "a sample failed for another reason than its answer");
      assertEquals(THREADS, server.connections.get(), "connections");
    }
  }
}
