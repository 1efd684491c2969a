package hexline.bench.jmh;

import hexline.protocol.HexCodec;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of the codec for one line by its length, up to the line limit (R5), when the line arrives
 * byte by byte. Twice the length should take about twice the time: that each byte is searched once
 * is tested elsewhere, and this shows what the conversion adds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsPrepend = {Main.ALLOW_UNSAFE, Main.ALLOW_NATIVE})
public class LongLine {

  /** Bytes of the line. */
  @Param({"256", "512", "1024"})
  public int length;

  /** The character that all of them are: digits are converted, letters are rejected. */
  @Param({"7", "x"})
  public String character = "";

  private final HexCodec codec = new HexCodec();
  private final ByteBuffer out = ByteBuffer.allocate(HexCodec.MAX_ANSWER);
  private ByteBuffer in = ByteBuffer.allocate(0);

  /** Lays the line out. */
  @Setup
  public void line() {
    in = ByteBuffer.allocate(length + 1);
    while (in.remaining() > 1) {
      in.put((byte) character.charAt(0));
    }
    in.put((byte) '\n');
  }

  /** The line, and its answer. */
  @Benchmark
  public int answer() {
    in.clear();
    out.clear();
    for (int arrived = 1; arrived <= length + 1; arrived++) {
      codec.answer(in.limit(arrived), out, false);
    }
    return out.position();
  }
}
