package hexline.conformance;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How strictly to look.
 *
 * @param timeout longest wait for a byte that is due
 * @param traits what the server is declared to be by nature
 * @param exitCode exit code that is required after SIGTERM, or null if any will do
 */
public record Settings(Duration timeout, Set<Trait> traits, @Nullable Integer exitCode) {

  public Settings {
    traits = Set.copyOf(traits);
  }

  /** Waits 5 s for what is due, accepts no trait and any exit code. */
  public static Settings standard() {
    return new Settings(Duration.ofSeconds(5), Set.of(), null);
  }

  public Settings withTimeout(Duration time) {
    return new Settings(time, traits, exitCode);
  }

  public Settings withTraits(Set<Trait> declared) {
    return new Settings(timeout, declared, exitCode);
  }

  public Settings withExitCode(int required) {
    return new Settings(timeout, traits, required);
  }
}
