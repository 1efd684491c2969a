package hexline.conformance.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.conformance.client.Skipped;
import hexline.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network of a command's own, whose loopback loses packets and delays the others by different
 * times, so that some overtake others: on Linux, a network namespace with netem.
 */
public final class BadNetwork {

  private static final String SETUP =
      "ip link set lo up && tc qdisc add dev lo root netem delay 10ms 5ms loss 3%";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private BadNetwork() {}

  /**
   * The command that runs a program in such a network. No other program is in it.
   *
   * @throws Skipped if this system has none
   */
  public static List<String> inFrontOf(List<String> words)
      throws IOException, InterruptedException {
    expectPossible();
    return Stream.concat(inside(SETUP + " && exec \"$0\" \"$@\"").stream(), words.stream())
        .toList();
  }

  private static List<String> inside(String shell) {
    return List.of("unshare", "--net", "/bin/sh", "-c", shell);
  }

  private static void expectPossible() throws InterruptedException {
    String reason;
    try (var probe = ChildProcess.start(new ProcessBuilder(inside(SETUP)), Duration.ZERO)) {
      if (probe.endsWithin(PATIENCE) && probe.exitValue() == 0) {
        return;
      }
      reason = probe.errors().awaitEnd().text(UTF_8).lines().findFirst().orElse("no reason given");
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    }
    throw new Skipped(
        "a network that loses packets needs Linux, root, unshare, ip, and tc with netem: "
            + reason);
  }
}
