package hexline.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Requests and their right answers, computed before any measurement. Both lie back to back, so that
 * a run of requests is one slice to write and its answers are one slice to compare with.
 *
 * <p>The answers come from {@link BigInteger}, not from the servers' codec, so that a mistake in
 * the codec is found. Immutable and thread-safe.
 */
public final class RequestTable {

  /** Number of requests before the table starts again. */
  public static final int SIZE = 65_536;

  /** Longest run of requests that lies back to back from any start below {@link #SIZE}. */
  public static final int LONGEST_RUN = 1024;

  private final ByteBuffer requests;
  private final ByteBuffer answers;
  private final int[] requestStarts;
  private final int[] answerStarts;

  private RequestTable(BigInteger[] numbers) {
    var requestBytes = new ByteArrayOutputStream();
    var answerBytes = new ByteArrayOutputStream();
    int count = SIZE + LONGEST_RUN; // the first ones again after the last
    requestStarts = new int[count + 1];
    answerStarts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      BigInteger number = numbers[i % SIZE % numbers.length];
      requestBytes.writeBytes((number + "\n").getBytes(ISO_8859_1));
      answerBytes.writeBytes(hex(number).getBytes(ISO_8859_1));
      requestStarts[i + 1] = requestBytes.size();
      answerStarts[i + 1] = answerBytes.size();
    }
    requests = direct(requestBytes);
    answers = direct(answerBytes);
  }

  /**
   * Numbers of mixed length: 60 % of one to six digits, 35 % of fifteen digits, 5 % negative ones
   * of up to seven digits.
   */
  public static RequestTable mixed(long seed) {
    // A named algorithm: a seed gives the same numbers on every JDK.
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var numbers = new BigInteger[SIZE];
    for (int i = 0; i < SIZE; i++) {
      int kind = random.nextInt(100);
      long number;
      if (kind < 60) {
        number = random.nextLong((long) Math.pow(10, random.nextInt(1, 7)));
      } else if (kind < 95) {
        number = random.nextLong(100_000_000_000_000L, 1_000_000_000_000_000L);
      } else {
        number = -random.nextLong(1, 1_000_001);
      }
      numbers[i] = BigInteger.valueOf(number);
    }
    return new RequestTable(numbers);
  }

  /** One number in every request, so that the null server can answer without parsing. */
  public static RequestTable repeated(long number) {
    return new RequestTable(new BigInteger[] {BigInteger.valueOf(number)});
  }

  /** The first request lines. */
  public byte[] firstRequests(int count) {
    byte[] bytes = new byte[requestStarts[count]];
    requests.get(0, bytes);
    return bytes;
  }

  /** All request lines; the view has a position and limit of its own. */
  ByteBuffer requests() {
    return requests.duplicate();
  }

  /** All answer lines; the view has a position and limit of its own. */
  ByteBuffer answers() {
    return answers.duplicate();
  }

  /** Index of the first byte of each request in {@link #requests}; the last entry is the end. */
  int[] requestStarts() {
    return requestStarts;
  }

  /** Index of the first byte of each answer in {@link #answers}; the last entry is the end. */
  int[] answerStarts() {
    return answerStarts;
  }

  private static String hex(BigInteger number) {
    return (number.signum() < 0 ? "-0x" : "0x") + number.abs().toString(16) + "\n";
  }

  private static ByteBuffer direct(ByteArrayOutputStream bytes) {
    return ByteBuffer.allocateDirect(bytes.size()).put(bytes.toByteArray()).flip();
  }
}
