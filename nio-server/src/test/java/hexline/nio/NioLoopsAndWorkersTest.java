package hexline.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.conformance.client.Client;
import hexline.conformance.junit.ServerContract;
import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Two loops that share the clients, and two workers that convert for them. */
class NioLoopsAndWorkersTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Work work) throws IOException {
    return new NioServer(config, work, 2, 2);
  }

  @Test
  void workIsDoneOnWorkersAndHoldsUpNobody() throws IOException {
    expectServesOthersWhileWorkWaits("worker-");
  }

  @Test
  void loopsShareTheClients() throws IOException {
    var names = ConcurrentHashMap.<String>newKeySet();
    Work work = () -> names.add(Thread.currentThread().getName());
    try (var server = new NioServer(ServerConfig.onPort(0), work, 2, 0)) {
      for (int i = 0; i < 4; i++) {
        try (Client client = Client.connect(server.address(), Duration.ofSeconds(10))) {
          client.ask("255", "0xff");
        }
      }
    }
    assertEquals(Set.of("event-loop-1", "event-loop-2"), names);
  }
}
