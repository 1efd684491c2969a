package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.time.Duration;
import java.util.List;

/** The processor time of a server whose clients are idle. */
final class IdleProcessor implements Trial {

  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final int LOOKS = 3; // ten seconds, about

  @Override
  public String title() {
    return "idle clients";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.IDLE_PROCESSOR);
  }

  @Override
  public Duration expected() {
    return Duration.ofSeconds(12);
  }

  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    int count = lab.clients(lab.effort().crowd());
    try (ServerProcess server = lab.start(Launch.OWN)) {
      List<Client> crowd = Lab.crowd(server, count, Lab.PATIENCE);
      try {
        Lab.pause(SETTLE);
        sheet.put(
            Figure.IDLE_PROCESSOR,
            Lab.processor(server, lab.effort().look().multipliedBy(LOOKS)),
            count == 1 ? "one idle client: one client at a time" : "");
      } finally {
        Lab.leave(crowd);
      }
    }
  }
}
