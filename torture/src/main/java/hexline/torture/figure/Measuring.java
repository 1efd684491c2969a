package hexline.torture.figure;

import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.Violation;
import hexline.torture.server.Subject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

/** Measures all figures of a server. */
public final class Measuring {

  static final List<Trial> TRIALS =
      List.of(
          new HeldConnections(),
          new NoDescriptors(),
          new DrainTime(),
          new LostLines(),
          new PendingOutput(),
          new PoliteClients(),
          new IdleProcessor(),
          new Leak(),
          new NetworkFaults(),
          new FuzzInputs());

  private Measuring() {}

  /** How long it takes for one server, about. */
  public static Duration expected() {
    return TRIALS.stream().map(Trial::expected).reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Measures. A figure that cannot be measured has no value, and a note says why.
   *
   * @param seed of what is drawn at random
   * @param begins receives the name of each part and how long it takes
   * @return every figure, in their order; none if the server is not one that can be started
   */
  public static List<Measured> run(
      Subject subject, Effort effort, long seed, BiConsumer<String, Duration> begins)
      throws InterruptedException {
    return run(TRIALS, subject, effort, seed, begins);
  }

  /** The figures of some trials. */
  static List<Measured> run(
      List<Trial> trials,
      Subject subject,
      Effort effort,
      long seed,
      BiConsumer<String, Duration> begins)
      throws InterruptedException {
    if (!(subject.start() instanceof Subject.Command command)) {
      return List.of();
    }
    var lab = new Lab(subject, command, effort, seed);
    var sheet = new Sheet();
    for (Trial trial : trials) {
      begins.accept(trial.title(), trial.expected());
      String reason = "not measured";
      try {
        trial.run(lab, sheet);
      } catch (InterruptedException e) {
        throw e;
      } catch (Violation | KitFailure | Skipped | IOException e) {
        reason = String.valueOf(e.getMessage());
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        reason = String.valueOf(cause == null ? e : cause.getMessage());
      } catch (Exception e) {
        throw new IllegalStateException(trial.title() + " of " + subject.label(), e);
      }
      for (Figure figure : trial.figures()) {
        sheet.none(figure, reason);
      }
    }
    return sheet.toList();
  }
}
