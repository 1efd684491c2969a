package hexline.conformance;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How strictly cases are judged.
 *
 * @param timeout longest wait for a byte that is due
 * @param traits the declared traits of the server
 * @param exitCode exit code that is required after SIGTERM, or null if any is right
 */
public record Settings(Duration timeout, Set<Trait> traits, @Nullable Integer exitCode) {

  public Settings {
    traits = Set.copyOf(traits);
  }

  /** A timeout of 5 s, no trait, any exit code. */
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
