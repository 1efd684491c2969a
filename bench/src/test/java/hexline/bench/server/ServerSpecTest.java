package hexline.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSpecTest {

  @Test
  @DisplayName("the five servers are named as in the suite and take work")
  void suite() {
    assertEquals(List.of("sync", "threaded", "nio", "async", "virtual"), ServerSpec.suite());
    for (String name : ServerSpec.suite()) {
      ServerSpec spec = ServerSpec.parse(name);
      assertEquals(name, spec.label(), "its label");
      assertTrue(spec.canWork() && spec.announces() && spec.jvm(), () -> "of ours: " + spec);
      assertTrue(spec.command().containsAll(JavaCommand.FLAGS), "all get the same flags");
    }
  }

  @Test
  @DisplayName("options of a server go to its command line and into its label")
  void options() {
    ServerSpec spec = ServerSpec.parse("nio --workers 64");
    assertEquals("nio workers 64", spec.label());
    assertEquals(
        List.of("--workers", "64"),
        spec.command().subList(spec.command().size() - 2, spec.command().size()));
  }

  @Test
  @DisplayName("who serves few clients at a time by design is known")
  void clientsAtOnce() {
    assertEquals(1, ServerSpec.parse("sync").clientsAtOnce());
    assertEquals(16, ServerSpec.parse("threaded --threads 16").clientsAtOnce());
    assertTrue(ServerSpec.parse("threaded").clientsAtOnce() > 10_000, "no pool, no limit");
    assertEquals(3, ServerSpec.parse("x:3=cmd {port}").clientsAtOnce());
  }

  @Test
  @DisplayName("an external command is split like a shell does, without being given to one")
  void external() {
    ServerSpec spec = ServerSpec.parse("my-server=python3 'a b.py' --port={port} \"x y\"");
    assertEquals("my-server", spec.label());
    assertEquals(List.of("python3", "a b.py", "--port={port}", "x y"), spec.command());
    assertFalse(spec.announces() || spec.jvm() || spec.canWork(), () -> "not of ours: " + spec);
    assertTrue(ServerSpec.parse("x=cmd {port} {work}").canWork(), "it takes {work}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nginx", "x=cmd without port", "=cmd {port}"})
  @DisplayName("anything else is refused in words")
  void refused(String text) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> ServerSpec.parse(text), text);
    assertTrue(String.valueOf(refusal.getMessage()).contains("{port}"), "it says what is wanted");
  }
}
