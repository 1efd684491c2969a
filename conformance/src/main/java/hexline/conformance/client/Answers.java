package hexline.conformance.client;

import hexline.conformance.client.Exchange.Ending;
import java.util.Arrays;

/** Compares what an {@link Exchange} has received with the right answers. */
public final class Answers {

  private Answers() {}

  /** Expects nothing but the beginning of these answers: no wrong one, and none to no request. */
  public static void expectBeginning(byte[] right, Exchange exchange) {
    expectBeginning(right, exchange.received());
  }

  /**
   * The same, and waits until so many bytes of them have arrived.
   *
   * @throws Violation also if no byte comes in time, or the connection ends before
   */
  public static void expectBeginning(byte[] right, int count, Exchange exchange) {
    exchange.awaitBytes(count);
    Ending ending = exchange.ending(); // before the bytes: what comes in between is not missing
    byte[] received = exchange.received();
    expectBeginning(right, received);
    if (received.length < count) {
      throw missing(right, received.length, exchange.describe(ending));
    }
  }

  /** Waits for all of these answers, and for FIN behind them. */
  public static void expectAll(byte[] right, Exchange exchange) {
    Ending ending = exchange.awaitEnding();
    byte[] received = exchange.received();
    expectBeginning(right, received);
    if (received.length < right.length) {
      throw missing(right, received.length, exchange.describe(ending));
    }
    if (ending != Ending.FIN) {
      throw Violation.expected("FIN" + behind(right, right.length), exchange.describe(ending));
    }
  }

  private static void expectBeginning(byte[] right, byte[] received) {
    int at = Arrays.mismatch(right, received);
    if (at < 0 || at == received.length) {
      return;
    }
    String due = at == right.length ? "no answer" : Wire.quote(line(right, at));
    throw Violation.expected(due + behind(right, at), Wire.quote(line(received, at)));
  }

  private static Violation missing(byte[] right, int at, String got) {
    return Violation.expected(Wire.quote(line(right, at)) + behind(right, at), got);
  }

  /** The line that has this byte; it may have no LF. */
  private static byte[] line(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return Arrays.copyOfRange(bytes, start(bytes, at), Math.min(end + 1, bytes.length));
  }

  private static int start(byte[] bytes, int at) {
    int start = at;
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private static String behind(byte[] right, int at) {
    int answers = 0;
    for (int i = 0; i < at; i++) {
      answers += right[i] == '\n' ? 1 : 0;
    }
    return answers == 0 ? "" : " behind " + rightAnswers(answers);
  }

  /** How many right answers, in words. */
  static String rightAnswers(long answers) {
    return answers == 1 ? "1 right answer" : answers + " right answers";
  }
}
