package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.Exchange;
import hexline.conformance.fuzz.Fuzzer;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.time.Duration;
import java.util.List;

/** Clients that send, pause, read, stop reading, half-close and reset at random. */
final class FuzzInputs implements Trial {

  @Override
  public String title() {
    return "fuzz";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.FUZZ, Figure.FUZZ_WRONG);
  }

  @Override
  public Duration expected() {
    return Rounds.expected();
  }

  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    try (ServerProcess server = lab.start(Launch.OWN)) {
      var fuzzer =
          new Fuzzer(
              (timeout, buffers) ->
                  new Exchange(Client.connect(server.address(), timeout, buffers)),
              Lab.PATIENCE,
              lab.seed());
      Rounds rounds = Rounds.play(lab, fuzzer::play);
      sheet.put(Figure.FUZZ, (double) rounds.count(), rounds.note());
      sheet.put(Figure.FUZZ_WRONG, rounds.wrong());
    }
  }
}
