package hexline.conformance.junit;

import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.conformance.process.Target;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A packed server with a heap of 24 MiB and more clients that do not read than this heap has
 * buffers for. It is for models that keep the answers of a client on the heap while no thread waits
 * for the client. A server's test class extends it.
 *
 * <p>The collector is G1, the JDK's default: where many large arrays come and go, it runs out of
 * memory earlier than the serial one, with which servers without {@code MemoryBudget} got through.
 */
public abstract class MemorySuite {

  private static final int SIGTERM_EXIT_CODE = 143;
  private static final int CLIENTS = 1000;
  private static final int RECEIVE_BUFFER = 8192; // bytes; small, so that it is soon full
  private static final long FULL = TimeUnit.MILLISECONDS.toNanos(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Target.Command command;

  /**
   * @param module the server's module: the jar is {@code target/MODULE.jar}
   * @param arguments more options for the server
   */
  protected MemorySuite(String module, String... arguments) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseG1GC", "-Xmx24m"));
    words.addAll(List.of("-jar", Path.of("target", module + ".jar").toString()));
    words.addAll(List.of("--port", "{port}", "{options}"));
    words.addAll(List.of(arguments));
    command = new Target.Command(words);
  }

  @Test
  @DisplayName("R8, R15: clients that do not read cannot take more memory than there is")
  void survivesClientsThatTakeItsMemoryAfterAccept() throws Exception {
    Launch launch = Launch.own("--backlog", String.valueOf(CLIENTS));
    try (var server = ServerProcess.start(command, launch, Map.of(), TIMEOUT)) {
      floodWithoutReading(server);
      Assertions.assertTrue(server.isAlive(), server::errors);
      ConformanceSuite.awaitAnswer(server);
      server.terminate(); // without clients the drain has nothing to wait for
      Assertions.assertEquals(SIGTERM_EXIT_CODE, server.awaitExit(TIMEOUT));
    }
  }

  /** The clients send until all socket buffers are full; then they leave. */
  private static void floodWithoutReading(ServerProcess server) throws IOException {
    byte[] requests = Wire.numbers(100_000_000_000_000_000L, 100_000_000_000_002_000L);
    var clients = new LinkedHashMap<SocketChannel, ByteBuffer>();
    try {
      for (int i = 0; i < CLIENTS && server.isAlive(); i++) {
        var client = SocketChannel.open();
        clients.put(client, ByteBuffer.wrap(requests));
        client.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        client.socket().connect(server.address(), Math.toIntExact(TIMEOUT.toMillis()));
        client.configureBlocking(false);
      }
      long end = System.nanoTime() + TIMEOUT.toNanos();
      long lastSent = System.nanoTime();
      while (System.nanoTime() - lastSent < FULL && System.nanoTime() - end < 0) {
        for (Map.Entry<SocketChannel, ByteBuffer> each : clients.entrySet()) {
          if (sendSome(each.getKey(), each.getValue()) > 0) {
            lastSent = System.nanoTime();
          }
        }
        LockSupport.parkNanos(10_000_000);
      }
    } finally {
      for (SocketChannel client : clients.keySet()) {
        client.close();
      }
    }
  }

  /** Returns how many bytes the kernel has taken. */
  private static int sendSome(SocketChannel client, ByteBuffer requests) {
    try {
      return client.write(requests.hasRemaining() ? requests : requests.rewind());
    } catch (IOException e) {
      return 0; // the server has given this client up
    }
  }
}
