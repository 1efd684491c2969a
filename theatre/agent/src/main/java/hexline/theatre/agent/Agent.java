package hexline.theatre.agent;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * The entry of the agent: {@code -javaagent:theatre-agent.jar}. It records nothing by itself; the
 * events go into a recording whose settings enable {@code hexline.Step}.
 */
public final class Agent {

  private Agent() {}

  /** Called by the JVM before the server's main method. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    instrumentation.addTransformer(new ProbeTransformer(ProbeTable.PROBES));
  }
}
