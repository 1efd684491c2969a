package hexline.theatre.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hexline.theatre.agent.Probe;
import hexline.theatre.agent.ProbeTable;
import hexline.theatre.agent.ProbeTransformer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the table is about a method that there is: a new name cannot silence the theatre. */
class ProbeTableTest {

  static Stream<String> types() {
    return ProbeTable.PROBES.stream().map(Probe::type).distinct();
  }

  static Stream<ProbeTable.Trace> allTraces() {
    return ProbeTable.TRACES.stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  @DisplayName("a row matches one method of the servers")
  void probes(String type) throws IOException {
    String resource = type.replace('.', '/') + ".class";
    byte[] classFile;
    try (var in = ClassLoader.getSystemResourceAsStream(resource)) {
      classFile = Objects.requireNonNull(in, resource).readAllBytes();
    }
    var counts = new ProbeTransformer(ProbeTable.PROBES).matches(type, classFile);
    assertTrue(counts.stream().allMatch(count -> count == 1), type + ": " + counts);
  }

  @ParameterizedTest
  @MethodSource("allTraces")
  @DisplayName("a traced method of the JDK exists")
  void traces(ProbeTable.Trace trace) throws ClassNotFoundException {
    assumeTrue(System.getProperty("os.name", "").equals("Linux"), "the JDK's epoll is on Linux");
    Class<?> type = Class.forName(trace.type(), false, null);
    assertTrue(
        Arrays.stream(type.getDeclaredMethods())
            .anyMatch(method -> method.getName().equals(trace.method())),
        trace::filter);
  }

  @Test
  @DisplayName("the settings have a filter for each trace")
  void settings() {
    String settings = FlightSettings.text();
    assertEquals(
        ProbeTable.TRACES.stream().map(ProbeTable.Trace::filter).toList(),
        Arrays.asList(
            settings
                .replaceAll("(?s).*name=\"filter\">", "")
                .replaceAll("(?s)</setting>.*", "")
                .split(";", -1)));
  }
}
