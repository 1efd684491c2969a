package hexline.bench.jmeter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hexline.bench.load.RequestTable;
import java.math.BigInteger;
import java.util.stream.Collectors;

/**
 * The requests of the plan with their right answers: the first ones of the table that the load
 * engine sends. The answers come from {@link BigInteger}, not from the servers' codec.
 */
final class Pairs {

  /** Seed of the table; the load engine has the same. */
  static final long SEED = 42;

  private static final int COUNT = 1000;

  private Pairs() {}

  /** The text of {@code pairs.csv}; its first line names the variables of the plan. */
  static String text() {
    String requests = new String(RequestTable.mixed(SEED).firstRequests(COUNT), US_ASCII);
    return requests
        .lines()
        .map(request -> request + "," + answer(request) + "\n")
        .collect(Collectors.joining("", "request,answer\n", ""));
  }

  /** The right answer to a line with an integer, without the LF. */
  static String answer(String request) {
    var number = new BigInteger(request);
    return (number.signum() < 0 ? "-0x" : "0x") + number.abs().toString(16);
  }
}
