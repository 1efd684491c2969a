package hexline.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSpecTest {

  private static ServerSpec.Started parse(String text) {
    return (ServerSpec.Started) ServerSpec.parse(text);
  }

  @Test
  @DisplayName("the five servers are named as in the suite and take work")
  void suite() {
    assertEquals(List.of("sync", "threaded", "nio", "async", "virtual"), ServerSpec.suite());
    for (String name : ServerSpec.suite()) {
      ServerSpec.Started spec = parse(name);
      assertEquals(name, spec.label(), "its label");
      assertEquals(ServerSpec.Kind.SUITE, spec.kind());
      assertTrue(spec.canWork(), () -> "takes work: " + spec);
      assertTrue(spec.command().containsAll(JavaCommand.FLAGS), "all get the same flags");
    }
  }

  @Test
  @DisplayName("options of a server go to its command line and into its label")
  void options() {
    ServerSpec.Started spec = parse("nio --workers 64");
    assertEquals("nio workers 64", spec.label());
    assertEquals(
        List.of("--workers", "64"),
        spec.command().subList(spec.command().size() - 2, spec.command().size()));
  }

  @ParameterizedTest
  @CsvSource({
    "sync,1",
    "nio,10000",
    "threaded --threads 16,16",
    "threaded --threads=16,16",
    "threaded --threads 0,10000",
    "threaded --threads 16 --max-connections=3,3",
    "x:3=cmd {port},3",
    "x=cmd {port},2147483647",
  })
  @DisplayName("how many clients a server serves at a time it says itself, or the user does")
  void clientsAtOnce(String text, int clients) {
    assertEquals(clients, ServerSpec.parse(text).clientsAtOnce());
  }

  @Test
  @DisplayName("an external command is split like a shell does, without being given to one")
  void external() {
    ServerSpec.Started spec = parse("my-server=python3 'a b.py' --port={port} \"x y\"");
    assertEquals("my-server", spec.label());
    assertEquals(List.of("python3", "a b.py", "--port={port}", "x y"), spec.command());
    assertEquals(ServerSpec.Kind.COMMAND, spec.kind());
    assertFalse(spec.canWork(), () -> "not of ours: " + spec);
    assertTrue(ServerSpec.parse("x=cmd {port} {work}").canWork(), "it takes {work}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nginx", "x=cmd without port", "=cmd {port}", "x:0=cmd {port}"})
  @DisplayName("anything else is refused in words")
  void refused(String text) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> ServerSpec.parse(text), text);
    assertTrue(String.valueOf(refusal.getMessage()).contains("{port}"), "it says what is wanted");
  }

  @ParameterizedTest
  @CsvSource({
    "threaded --threads x,threaded-server: Invalid value for option '--threads'",
    "nio --port 7,nio-server: option '--port' (N) should be specified only once",
    "sync --help,these options start no server",
  })
  @DisplayName("options that a server does not take are refused in the server's words")
  void refusedByServer(String text, String reason) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> ServerSpec.parse(text), text);
    assertTrue(String.valueOf(refusal.getMessage()).startsWith(reason), () -> refusal.getMessage());
  }

  @Test
  @DisplayName("a remote server has a host, a port and no work")
  void remote() {
    ServerSpec spec = ServerSpec.remote("localhost", 7, 1);
    assertEquals("remote", spec.label());
    assertEquals(1, spec.clientsAtOnce());
    assertFalse(spec.canWork(), "nobody starts it");
    assertThrows(IllegalArgumentException.class, () -> ServerSpec.remote("localhost", 0, 1));
    assertThrows(IllegalArgumentException.class, () -> ServerSpec.remote(" ", 7, 1));
    assertThrows(IllegalArgumentException.class, () -> ServerSpec.remote("no.such.invalid", 7, 1));
    assertThrows(IllegalArgumentException.class, () -> ServerSpec.remote("localhost", 7, 0));
  }
}
