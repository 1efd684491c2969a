package hexline.bench.jmh;

import hexline.bench.load.RequestTable;
import hexline.protocol.HexCodec;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of the codec for one request, without a socket. With {@code -prof gc} it shows that
 * converting numbers of 64 bits allocates nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsPrepend = {Main.ALLOW_UNSAFE, Main.ALLOW_NATIVE})
public class Codec {

  private static final int REQUESTS = 256;

  private final HexCodec codec = new HexCodec();
  private final ByteBuffer in = ByteBuffer.wrap(RequestTable.mixed(1).firstRequests(REQUESTS));
  private final ByteBuffer out = ByteBuffer.allocate(REQUESTS * HexCodec.MAX_ANSWER);

  /** Numbers of mixed length, as they lie in a server's buffer. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public int answer() {
    codec.answer(in.clear(), out.clear(), false);
    return out.position();
  }
}
