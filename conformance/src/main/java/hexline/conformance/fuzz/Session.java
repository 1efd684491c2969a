package hexline.conformance.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hexline.conformance.client.Answers;
import hexline.conformance.client.Exchange;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.fuzz.Step.HalfClose;
import hexline.conformance.fuzz.Step.Pause;
import hexline.conformance.fuzz.Step.Read;
import hexline.conformance.fuzz.Step.Reset;
import hexline.conformance.fuzz.Step.Send;
import hexline.conformance.fuzz.Step.StopReading;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a client does with one connection, in this order. */
public record Session(List<Step> steps) {

  private static final int SHORT = 300; // bytes
  private static final int LONG = 20_000;
  private static final int GREEDY = 200_000; // more than small socket buffers hold
  private static final int LONGEST_PAUSE = 3; // ms
  private static final int MOST_READ = 2000; // bytes

  public Session {
    steps = List.copyOf(steps);
  }

  /** Draws a session: mostly a short one, now and then one that fills small socket buffers. */
  public static Session draw(RandomGenerator random) {
    int size =
        switch (random.nextInt(32)) {
          case 0 -> GREEDY;
          case 1, 2, 3 -> LONG;
          default -> SHORT;
        };
    String input = Wire.text(Input.draw(random, 1 + random.nextInt(size)));
    int largest = random.nextBoolean() ? 8 + size / 20 : size;
    var steps = new ArrayList<Step>();
    for (int at = 0; at < input.length(); ) {
      int end = Math.min(at + 1 + random.nextInt(largest), input.length());
      steps.add(new Send(input.substring(at, end)));
      at = end;
      switch (random.nextInt(8)) {
        case 0 -> steps.add(new Pause(1 + random.nextInt(LONGEST_PAUSE)));
        case 1 -> steps.add(new StopReading());
        case 2, 3 -> steps.add(new Read(1 + random.nextInt(MOST_READ)));
        default -> {}
      }
    }
    switch (random.nextInt(5)) {
      case 0 -> steps.add(new Reset());
      case 1 -> {} // play ends it
      default -> steps.add(new HalfClose());
    }
    return new Session(steps);
  }

  /** Whether it sends more than small socket buffers hold. */
  public boolean isGreedy() {
    return steps.stream().mapToInt(Session::length).sum() > LONG;
  }

  private static int length(Step step) {
    return step instanceof Send(String bytes) ? bytes.length() : 0;
  }

  /**
   * Plays it. At its end, unless it has been reset, the client sends FIN, and reads all.
   *
   * @throws Violation if the server's bytes are not the oracle's
   */
  public void play(Exchange client) {
    var sent = new ByteArrayOutputStream();
    boolean finished = false;
    int read = 0;
    for (Step step : steps) {
      switch (step) {
        case Send(String bytes) -> {
          if (!finished) {
            client.send(Wire.bytes(bytes));
            sent.writeBytes(bytes.getBytes(ISO_8859_1));
          }
        }
        case Pause(int millis) -> client.pause(Duration.ofMillis(millis));
        case Read(int bytes) -> {
          byte[] due = due(sent.toByteArray(), finished);
          read = Math.min(read + bytes, due.length);
          client.readOn();
          Answers.expectBeginning(due, read, client);
        }
        case StopReading() -> client.stopReading();
        case HalfClose() -> {
          client.finish();
          finished = true;
        }
        case Reset() -> {
          client.reset();
          Answers.expectBeginning(due(sent.toByteArray(), finished), client);
          return;
        }
      }
    }
    client.readOn();
    client.finish();
    Answers.expectAll(Oracle.answers(sent.toByteArray()), client);
  }

  private static byte[] due(byte[] sent, boolean finished) {
    return finished ? Oracle.answers(sent) : Oracle.due(sent);
  }

  /** The same session with other steps in the place of these. */
  Session replaced(int from, int to, List<Step> by) {
    var all = new ArrayList<>(steps.subList(0, from));
    all.addAll(by);
    all.addAll(steps.subList(to, steps.size()));
    return new Session(all);
  }

  @Override
  public String toString() {
    boolean ends =
        steps.stream().anyMatch(step -> step instanceof HalfClose || step instanceof Reset);
    return Stream.concat(steps.stream(), ends ? Stream.empty() : Stream.of(new HalfClose()))
        .map(Step::toString)
        .collect(Collectors.joining(", "));
  }
}
