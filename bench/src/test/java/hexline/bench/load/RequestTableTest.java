package hexline.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequestTableTest {

  private static String line(ByteBuffer all, int[] starts, int index) {
    byte[] bytes = new byte[starts[index + 1] - starts[index]];
    all.get(starts[index], bytes);
    return new String(bytes, ISO_8859_1);
  }

  @Test
  @DisplayName("every answer is Long.toHexString's of its request")
  void answers() {
    RequestTable table = RequestTable.mixed(3);
    for (int i = 0; i < RequestTable.SIZE + RequestTable.LONGEST_RUN; i++) {
      long number = Long.parseLong(line(table.requests(), table.requestStarts(), i).strip());
      String sign = number < 0 ? "-" : "";
      assertEquals(
          sign + "0x" + Long.toHexString(Math.abs(number)) + "\n",
          line(table.answers(), table.answerStarts(), i),
          "answer to " + number);
    }
  }

  @Test
  @DisplayName("the first requests stand once more behind the last")
  void runsOverTheEnd() {
    RequestTable table = RequestTable.mixed(3);
    for (int i = 0; i < RequestTable.LONGEST_RUN; i++) {
      assertEquals(
          line(table.requests(), table.requestStarts(), i),
          line(table.requests(), table.requestStarts(), RequestTable.SIZE + i),
          "request " + i);
    }
  }

  @Test
  @DisplayName("a seed decides everything")
  void seeded() {
    byte[] some = RequestTable.mixed(5).firstRequests(1000);
    assertArrayEquals(some, RequestTable.mixed(5).firstRequests(1000), "the same seed");
    assertFalse(Arrays.equals(some, RequestTable.mixed(6).firstRequests(1000)), "another seed");
  }

  @Test
  @DisplayName("lengths are mixed as promised")
  void mix() {
    RequestTable table = RequestTable.mixed(3);
    int negative = 0;
    int fifteenDigits = 0;
    for (int i = 0; i < RequestTable.SIZE; i++) {
      String number = line(table.requests(), table.requestStarts(), i).strip();
      negative += number.startsWith("-") ? 1 : 0;
      fifteenDigits += number.length() == 15 ? 1 : 0;
    }
    assertEquals(0.05, (double) negative / RequestTable.SIZE, 0.01, "negative numbers");
    assertEquals(0.35, (double) fifteenDigits / RequestTable.SIZE, 0.02, "long numbers");
  }
}
