package hexline.conformance;

import hexline.conformance.cases.Draws;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How strictly cases are judged.
 *
 * @param timeout longest wait for a byte that is due
 * @param traits the declared traits of the server
 * @param exitCode exit code that is required after SIGTERM, or null if any is right
 * @param invariants whether a case fails, too, if it leaves something behind in a server's process,
 *     as {@link Invariants} says
 * @param draws what cases draw at random
 */
public record Settings(
    Duration timeout,
    Set<Trait> traits,
    @Nullable Integer exitCode,
    boolean invariants,
    Draws draws) {

  public Settings {
    traits = Set.copyOf(traits);
  }

  /** A timeout of 5 s, no trait, any exit code, the invariants, and the standard draws. */
  public static Settings standard() {
    return new Settings(Duration.ofSeconds(5), Set.of(), null, true, Draws.STANDARD);
  }

  public Settings withTimeout(Duration time) {
    return new Settings(time, traits, exitCode, invariants, draws);
  }

  public Settings withTraits(Set<Trait> declared) {
    return new Settings(timeout, declared, exitCode, invariants, draws);
  }

  public Settings withExitCode(int required) {
    return new Settings(timeout, traits, required, invariants, draws);
  }

  public Settings withDraws(Draws other) {
    return new Settings(timeout, traits, exitCode, invariants, other);
  }

  /** For a server that is judged by its answers alone. */
  public Settings withoutInvariants() {
    return new Settings(timeout, traits, exitCode, false, draws);
  }
}
