package hexline.bench.jmeter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * One request and its answer, as JMeter has written it down.
 *
 * @param start in milliseconds since 1970
 * @param elapsed in milliseconds
 * @param code 200 if a line came back, whatever was in it
 * @param thread name of the thread; in a distributed run it begins with the address of the engine
 * @param success whether a line came back, and was the right one
 */
record Sample(long start, long elapsed, String code, String thread, boolean success) {

  /** Properties of JMeter with which its file of samples has these columns and no others. */
  static final List<String> COLUMNS =
      List.of(
          "label=false",
          "response_message=false",
          "data_type=false",
          "assertion_results_failure_message=false",
          "bytes=false",
          "sent_bytes=false",
          "thread_counts=false",
          "url=false",
          "latency=false",
          "idle_time=false",
          "connect_time=false");

  private static final String HEADER = "timeStamp,elapsed,responseCode,threadName,success";

  /** When the answer had come, in milliseconds since 1970. */
  long end() {
    return start + elapsed;
  }

  /**
   * Reads a file of samples; JMeter may be writing it, so a last line without its end is left out.
   *
   * @throws IOException if it cannot be read, or has other columns
   */
  static List<Sample> read(Path file) throws IOException {
    String text = Files.readString(file);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    if (!lines.isEmpty() && !lines.getFirst().equals(HEADER)) {
      throw new IOException(file + " has the columns " + lines.getFirst());
    }
    return lines.stream().skip(1).map(Sample::parse).toList();
  }

  private static Sample parse(String line) {
    String[] fields = line.split(",", -1);
    if (fields.length != 5) {
      throw new IllegalArgumentException("not a sample: " + Arrays.toString(fields));
    }
    return new Sample(
        Long.parseLong(fields[0]),
        Long.parseLong(fields[1]),
        fields[2],
        fields[3],
        Boolean.parseBoolean(fields[4]));
  }
}
