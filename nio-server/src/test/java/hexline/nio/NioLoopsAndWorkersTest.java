package hexline.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.conformance.Client;
import hexline.conformance.ServerContract;
import hexline.protocol.Handler;
import hexline.protocol.server.HexServer;
import hexline.protocol.server.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Two loops that share the clients, and two workers that convert for them. */
class NioLoopsAndWorkersTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Handler handler) throws IOException {
    return new NioServer(config, handler, 2, 2);
  }

  @Test
  void handlersRunOnWorkersAndHoldUpNobody() throws IOException {
    expectServesOthersWhileAHandlerWaits("worker-");
  }

  @Test
  void loopsShareTheClients() throws IOException {
    var names = ConcurrentHashMap.<String>newKeySet();
    Handler handler = () -> names.add(Thread.currentThread().getName());
    try (var server = new NioServer(ServerConfig.onPort(0), handler, 2, 0)) {
      for (int i = 0; i < 4; i++) {
        try (Client client = Client.connect(server.address(), Duration.ofSeconds(10))) {
          client.ask("255", "0xff");
        }
      }
    }
    assertEquals(Set.of("event-loop-1", "event-loop-2"), names);
  }
}
