package hexline.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RepeatTest {

  @Test
  @DisplayName("the command that began the run, without where its results went")
  void arguments() {
    assertEquals("./run bench --seed 7", Repeat.command(Sample.tidy().results()));
    Results results =
        Results.of(
            "x.json",
            """
            {"format": "hexline-bench/3", "plan": {"arguments":
              ["--results", "my folder", "--server", "nio --loops 2", "--open", "--results=x"]}}
            """);
    assertEquals("./run bench --server 'nio --loops 2'", Repeat.command(results));
  }

  /** Results of a file that does not say how the run was begun. */
  private static Results withoutArguments(Sample sample) {
    String json = sample.json().replaceFirst("\"arguments\"", "\"unknown\"");
    return Results.of("sample.json", json);
  }

  @Test
  @DisplayName("the whole suite needs no option but the seed")
  void whole() {
    assertEquals("./run bench --seed 7", Repeat.command(withoutArguments(Sample.tidy())));
  }

  @Test
  @DisplayName("some servers and some experiments are named")
  void part() {
    assertEquals(
        "./run bench --server nio --server virtual --only KeepAlive --only ConnectPerRequest --only OpenLoop --seed 7",
        Repeat.command(
            withoutArguments(
                Sample.tidy()
                    .only("nio", "virtual")
                    .without("BlockingWork")
                    .without("CpuWork")
                    .without("IdleConnections"))));
  }

  @Test
  @DisplayName("other servers are named with their commands, quoted for a shell")
  void external() {
    String json =
        """
        {"format": "hexline-bench/3", "plan": {"seed": 1, "loadThreads": 2, "profile": {"name": "full"},
         "servers": [
          {"label": "mine", "kind": "command", "command": ["./my server", "it's", "{port}"], "clientsAtOnce": 1},
          {"label": "netty", "kind": "java", "command": ["java"]},
          {"label": "nio loops 2", "kind": "suite", "command": ["java", "--work", "{work}", "--loops", "2"]}]},
         "points": [{"experiment": "KeepAlive", "work": "none", "rows": [{"server": "nio loops 2"}]}]}
        """;
    assertEquals(
        "./run bench --full --external 'mine:1=\"./my server\" it'\\''s {port}' --server 'nio --loops 2'"
            + " --baselines --only KeepAlive --seed 1 --threads 2",
        Repeat.command(Results.of("x.json", json)));
  }

  @Test
  @DisplayName("a server that ran already is named by its address, and processors by --pin")
  void remote() {
    String json =
        """
        {"format": "hexline-bench/3", "plan": {"seed": 1, "servers": [
          {"label": "there", "kind": "remote", "command": [], "address": "192.0.2.7:65432", "clientsAtOnce": 4},
          {"label": "nio", "kind": "suite", "command": ["taskset", "-c", "0", "java"]},
          {"label": "x", "kind": "command", "command": ["taskset", "-c", "0", "x", "{port}"]}]}}
        """;
    assertEquals(
        "./run bench --host 192.0.2.7 --port 65432 --clients 4 --server nio --external 'x=x {port}'"
            + " --pin --seed 1",
        Repeat.command(Results.of("x.json", json)));
  }
}
