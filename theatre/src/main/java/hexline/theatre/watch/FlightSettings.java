package hexline.theatre.watch;

import hexline.theatre.agent.ProbeTable;
import java.util.stream.Collectors;

/** The settings of a recording: the events of the agent, the JDK's own waits, and what is lost. */
public final class FlightSettings {

  private FlightSettings() {}

  /** As the content of a .jfc file. */
  public static String text() {
    // A filter that cannot be parsed is left out by the JDK without a word: a test looks for each.
    String filter =
        ProbeTable.TRACES.stream().map(ProbeTable.Trace::filter).collect(Collectors.joining(";"));
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <configuration version="2.0" label="hexline theatre" description="steps of a server" provider="hexline">
      <event name="hexline.Step">
        <setting name="enabled">true</setting>
        <setting name="threshold">0 ms</setting>
      </event>
      <event name="jdk.MethodTrace">
        <setting name="enabled">true</setting>
        <setting name="stackTrace">false</setting>
        <setting name="threshold">0 ms</setting>
        <setting name="filter">%s</setting>
      </event>
      <event name="jdk.ThreadStart">
        <setting name="enabled">true</setting>
        <setting name="stackTrace">false</setting>
      </event>
      <event name="jdk.DataLoss">
        <setting name="enabled">true</setting>
      </event>
    </configuration>
    """
        .formatted(filter);
  }
}
