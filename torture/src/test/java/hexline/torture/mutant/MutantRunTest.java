package hexline.torture.mutant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.Settings;
import hexline.torture.mutant.MutantResult.Outcome;
import hexline.torture.mutant.MutantRun.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mutants in processes of their own. {@code ./run torture --mutants} tries all of them. */
@Timeout(300)
class MutantRunTest {

  private static final Settings SETTINGS = Settings.standard();

  private static List<MutantResult> run(Settings settings, Trial... trials) throws Exception {
    var waited = new ArrayList<String>();
    List<MutantResult> results =
        MutantRun.run(List.of(trials), settings, Map.of(), (what, time) -> waited.add(what));
    assertTrue(
        waited.containsAll(Stream.of(trials).map(Trial::toString).toList()), waited::toString);
    return results;
  }

  private static Trial trial(String id, String server) {
    Mutant mutant =
        Mutants.all().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    assertTrue(mutant.servers().contains(server), mutant::id);
    return new Trial(mutant, server);
  }

  /** A mutant of the virtual server. */
  private static Trial virtual(String changes, String id) {
    return new Trial(
        new Mutant("moon", "it is round", changes, List.of("virtual"), List.of(id)), "virtual");
  }

  @Test
  @Tag("thorough")
  @DisplayName("a mutant of each model is caught: its cases fail")
  void caught() throws Exception {
    List<MutantResult> results =
        run(
            SETTINGS,
            trial("reset-ends-one", "sync"),
            trial("last-line", "threaded"),
            trial("line-limit", "nio"),
            trial("memory-budget", "async"),
            trial("last-line", "virtual"));
    for (MutantResult result : results) {
      assertEquals(Outcome.CAUGHT, result.outcome(), result::toString);
      assertTrue(result.seen().contains("expected "), result::toString);
    }
    assertEquals(
        List.of("sync", "threaded", "nio", "async", "virtual"),
        results.stream().map(MutantResult::server).toList());
  }

  @Test
  @Tag("thorough")
  @DisplayName(
      "a mutant whose case passes survives; one that serves nobody, or does not fit, is broken")
  void notCaught() throws Exception {
    List<MutantResult> results =
        run(
            SETTINGS.withTimeout(Duration.ofSeconds(2)),
            virtual("hexline.virtual.Tuning yieldBeforeRead return nothing", "G02"),
            virtual("hexline.server.blocking.BlockingConnection answer return false", "G02"),
            virtual("hexline.virtual.VirtualServer moon return nothing", "G02"));
    assertEquals(
        List.of(Outcome.SURVIVED, Outcome.BROKEN, Outcome.BROKEN),
        results.stream().map(MutantResult::outcome).toList());
    assertEquals("G02 passes", results.get(0).seen());
    assertTrue(results.get(1).seen().startsWith("G01 after sending \"0\\n\""), results::toString);
    assertTrue(
        results
            .get(2)
            .seen()
            .contains(
                "the mutant no longer fits: hexline.virtual.VirtualServer moon return nothing:"
                    + " there are 0 such methods"),
        results::toString);
    assertTrue(results.getFirst().isFailure() && results.getLast().isFailure());
  }
}
