package hexline.torture.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.cases.Cases;
import hexline.conformance.process.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SubjectsTest {

  private static final Settings SETTINGS = Settings.standard();

  @Test
  @DisplayName("a server of the suite may have options, and its trait is known")
  void suite() {
    assertEquals(List.of("sync", "threaded", "nio", "async", "virtual"), Subjects.suite());
    Subject nio = Subjects.ofSuite("nio --workers 4", SETTINGS);
    assertEquals("nio workers 4", nio.label());
    assertEquals(
        "./run conformance --case F01 --exit-code 143 --"
            + " ./run nio-server --port {port} {options} --workers 4",
        nio.repeatCommand(Cases.ALL.getFirst()));
    var command = (Target.Command) nio.target();
    assertTrue(command.takesOptions());
    assertTrue(command.words().contains("hexline.nio.NioServer"), command::toString);
    assertFalse(command.words().contains("{jvm}"), command::toString);
    assertFalse(nio.servesOneAtATime());
    assertTrue(Subjects.ofSuite("sync", SETTINGS).servesOneAtATime());
    var e = assertThrows(IllegalArgumentException.class, () -> Subjects.ofSuite("moon", SETTINGS));
    assertEquals("'moon' is not one of sync, threaded, nio, async, virtual", e.getMessage());
  }

  @Test
  @DisplayName("the others ignore options, wait less, and count nowhere")
  void others() {
    var missing = new ArrayList<String>();
    List<Subject> others = Subjects.others(SETTINGS, missing::add);
    assertEquals(
        List.of(
            "draft sync",
            "draft threaded",
            "draft nio",
            "draft async",
            "draft virtual",
            "article",
            "netty"),
        others.stream().map(Subject::label).limit(7).toList());
    assertEquals(8, others.size() + missing.size(), missing::toString);
    for (Subject other : others) {
      assertTrue(((Target.Command) other.target()).takesOptions(), other::label);
      assertEquals(Duration.ofSeconds(2), other.settings().timeout(), other::label);
      assertFalse(other.counts(), other::label);
    }
    assertEquals(
        "./run conformance --case F01 --timeout 2s -- ./run draft nio --port {port} {options}",
        others.get(2).repeatCommand(Cases.ALL.getFirst()));
  }

  @Test
  @DisplayName("a server of the user is repeated with all that was said of it")
  void given() {
    Settings settings =
        SETTINGS
            .withTimeout(Duration.ofMillis(1500))
            .withTraits(Set.of(Trait.ONE_CLIENT_AT_A_TIME));
    assertEquals(
        "./run conformance --case F01 --trait one-client-at-a-time --timeout 1500ms"
            + " -- python3 'my server.py' {port}",
        Subjects.command(List.of("python3", "my server.py", "{port}"), settings)
            .repeatCommand(Cases.ALL.getFirst()));
    assertEquals(
        "./run conformance --case F01 --host ::1 --port 1234",
        Subjects.running("::1", 1234, SETTINGS).repeatCommand(Cases.ALL.getFirst()));
    assertThrows(
        IllegalArgumentException.class, () -> Subjects.command(List.of("no-port"), SETTINGS));
  }
}
