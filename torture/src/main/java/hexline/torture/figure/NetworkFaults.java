package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.Exchange;
import hexline.conformance.fuzz.ProxiedSession;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Sessions through a proxy that delays, slices, cuts and resets what it passes on. */
final class NetworkFaults implements Trial {

  private static final Duration MOST_DELAY = Duration.ofMillis(100); // of a FIN

  @Override
  public String title() {
    return "faults of the network";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.FAULTS, Figure.FAULTS_WRONG);
  }

  @Override
  public Duration expected() {
    return Rounds.expected();
  }

  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    var faults = new LongAdder();
    try (ServerProcess server = lab.start(Launch.OWN)) {
      Rounds rounds =
          Rounds.play(
              lab,
              seed ->
                  faults.add(
                      ProxiedSession.draw(seed, MOST_DELAY)
                          .play(server.address(), Lab.PATIENCE, NetworkFaults::connect)
                          .faults()
                          .size()));
      sheet.put(Figure.FAULTS, (double) faults.sum(), rounds.note());
      sheet.put(Figure.FAULTS_WRONG, rounds.wrong());
    }
  }

  private static Exchange connect(InetSocketAddress proxy) {
    return new Exchange(Client.connect(proxy, Lab.PATIENCE));
  }
}
