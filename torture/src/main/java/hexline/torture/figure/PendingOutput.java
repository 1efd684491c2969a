package hexline.torture.figure;

import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** What a server holds for a client that never reads. */
final class PendingOutput implements Trial {

  private static final Duration LOOK = Duration.ofMillis(50);

  @Override
  public String title() {
    return "a client that never reads";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.PENDING);
  }

  @Override
  public Duration expected() {
    return Duration.ofSeconds(5);
  }

  /** A look counts if the one before it has seen the same, because nothing moves then. */
  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    try (ServerProcess server = lab.start(Launch.OWN);
        var client = new NeverReader(server.address())) {
      long most = -1;
      OptionalLong last = OptionalLong.empty();
      long start = System.nanoTime();
      Duration look = lab.effort().look();
      while (Lab.isWithin(look, start) || (most < 0 && Lab.isWithin(Lab.PATIENCE, start))) {
        boolean moved = client.fill();
        OptionalLong now = client.pending();
        if (!moved && now.isPresent() && now.equals(last)) {
          most = Math.max(most, now.getAsLong());
        }
        last = moved ? OptionalLong.empty() : now;
        Lab.pause(LOOK);
      }
      if (most < 0) {
        throw new Violation("the server never stopped reading, or this system has no socket table");
      }
      sheet.put(Figure.PENDING, (double) most);
    }
  }
}
