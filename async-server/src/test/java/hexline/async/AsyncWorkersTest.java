package hexline.async;

import hexline.conformance.ServerContract;
import hexline.protocol.Handler;
import hexline.protocol.server.HexServer;
import hexline.protocol.server.ServerConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Two workers that convert, away from the completions. */
class AsyncWorkersTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Handler handler) throws IOException {
    return new AsyncServer(config, handler, 2);
  }

  @Test
  void handlersRunOnWorkersAndHoldUpNobody() throws IOException {
    expectServesOthersWhileAHandlerWaits("worker-");
  }
}
