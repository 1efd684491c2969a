package hexline.conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LaunchTest {

  @Test
  @DisplayName("a process is described by its options and by what it has less of")
  void description() {
    assertEquals("", Launch.SHARED.description());
    assertEquals("a process of its own", Launch.OWN.description());
    assertEquals(
        "a process of its own, with --backlog 9, _JAVA_OPTIONS=-Xmx9m -Xint, at most 64 descriptors,"
            + " at most 2,000 MiB of memory, a log that nobody reads",
        Launch.own("--backlog", "9")
            .withJvmOptions("-Xmx9m", "-Xint")
            .withDescriptors(64)
            .withMemory(2000L << 20)
            .withLog(Limits.Log.UNREAD)
            .description());
    assertEquals(
        "a process of its own, with LANG=C or LANG=tr",
        Launch.in(List.of(Map.of("LANG", "C"), Map.of("LANG", "tr"))).description());
    assertEquals(
        "a process of its own, with --idle-timeout 1s",
        Launch.SHARED.preferably("--idle-timeout", "1s").description());
  }
}
