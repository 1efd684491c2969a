package hexline.torture.soak;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a soak has found.
 *
 * @param seconds how long it lasted
 * @param seed of all random choices
 * @param conversations how many there were of each habit, and through the proxy with faults
 * @param faults how many of each kind the proxy has injected into conversations without a finding
 * @param answers how many answers were checked
 * @param wrong conversations with a wrong or a missing answer
 * @param findings the first of them, each with its habit and what was expected and came
 * @param growthBytes median of resident memory in the last quarter less that of the second
 * @param left what the process had more at the end than before the first client
 * @param samples in the order of time
 * @param problems why the server has not stood it; empty if it has
 */
public record SoakResult(
    double seconds,
    long seed,
    Map<String, Long> conversations,
    Map<String, Long> faults,
    long answers,
    long wrong,
    List<String> findings,
    long growthBytes,
    Left left,
    List<Sample> samples,
    List<String> problems) {

  public SoakResult {
    findings = List.copyOf(findings);
    samples = List.copyOf(samples);
    problems = List.copyOf(problems);
  }

  /**
   * What is left when all clients have gone.
   *
   * @param heapBytes of live objects; null if the server is no JVM of this suite
   */
  public record Left(long descriptors, long threads, @Nullable Long heapBytes) {}

  /**
   * A moment.
   *
   * @param second since the begin
   * @param p50Millis how long a fresh client waited from its connect to its answer, since the sample
   *     before; null if none had an answer
   * @param p99Millis the same for the slowest of a hundred
   * @param conversations that have ended so far
   */
  public record Sample(
      double second,
      long residentBytes,
      long descriptors,
      long threads,
      @Nullable Double p50Millis,
      @Nullable Double p99Millis,
      long conversations) {}
}
