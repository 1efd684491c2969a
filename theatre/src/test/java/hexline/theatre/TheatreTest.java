package hexline.theatre;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hexline.cli.Failures;
import hexline.theatre.recording.Json;
import hexline.theatre.recording.RecordingRules;
import hexline.theatre.scene.Scene;
import hexline.theatre.scene.Scenes;
import hexline.theatre.server.StraceWatching;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The command line. */
@Timeout(120)
class TheatreTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Failures.reportedBy(new CommandLine(new Theatre()))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  @DisplayName("without a scene it lists them")
  void lists() {
    assertEquals(0, run());
    for (Scene scene : Scenes.ALL) {
      assertTrue(out.toString().contains("  " + scene.name() + " "), out::toString);
    }
  }

  @Test
  @DisplayName("wrong usage is two lines")
  void wrongUsage() {
    for (List<String> args :
        List.of(
            List.of("third-client"),
            List.of("burst", "--server", "netty"),
            List.of("burst", "--server", "nio", "--server", "nio"),
            List.of("burst", "--external", "other=command"))) {
      err.getBuffer().setLength(0);
      assertEquals(2, run(args.toArray(String[]::new)), args::toString);
      assertEquals(2, err.toString().lines().count(), err::toString);
    }
  }

  @Test
  @DisplayName("a scene is written as page, JSON, and the recorders' own files")
  void writes() throws IOException {
    assertEquals(
        0,
        run("second-client", "--server", "nio", "--record", "--out", folder.toString()),
        err::toString);
    Path page = folder.resolve("second-client.html");
    assertEquals(page.toString(), out.toString().lines().toList().getLast());
    assertTrue(Files.size(page) > 1000);
    JsonNode file = Json.read(Files.readString(folder.resolve("second-client.json"), UTF_8));
    assertEquals("hexline-theatre/2", file.get("format").asString());
    JsonNode recording = file.get("recordings").get(0);
    assertEquals("nio", recording.get("server").asString());
    assertTrue(recording.get("probes").get("withoutNanos").asLong() > 0, recording::toString);
    assertFalse(recording.get("command").toString().contains(".jar:"), recording::toString);
    RecordingRules.checkTrace(Files.readString(folder.resolve("second-client.trace.json"), UTF_8));
    assertTrue(Files.size(folder.resolve("second-client-nio.jfr")) > 1000);
  }

  @Test
  @Tag("thorough")
  @DisplayName("strace shows a server in another language")
  void external() throws IOException {
    assumeTrue(StraceWatching.isPossible(), "strace is not installed");
    Path asyncio = ROOT.resolve("bench/baselines/python/asyncio_server.py");
    int exitCode =
        run(
            "second-client",
            "--server",
            "nio",
            "--external",
            "asyncio=python3 -B '" + asyncio + "' {port} --work {work}",
            "--out",
            folder.toString());
    assumeTrue(exitCode == 0 || !err.toString().contains("ptrace"), "strace may not trace here");
    assertEquals(0, exitCode, err::toString);
    JsonNode recording =
        Json.read(Files.readString(folder.resolve("second-client.json"), UTF_8))
            .get("recordings")
            .get(1);
    assertEquals("strace", recording.get("recorder").asString());
    for (int client = 1; client <= 2; client++) {
      for (String step : List.of("accept", "read", "write")) {
        assertTrue(has(recording, step, client), step + " of client " + client);
      }
    }
  }

  private static boolean has(JsonNode recording, String step, int client) {
    for (JsonNode each : recording.get("steps")) {
      if (each.get("step").asString().equals(step) && each.get("connection").asInt(0) == client) {
        return true;
      }
    }
    return false;
  }
}
