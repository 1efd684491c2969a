package hexline.async;

import hexline.conformance.junit.ServerContract;
import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.ServerConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Two workers that convert, away from the completions. */
class AsyncWorkersTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Work work) throws IOException {
    return new AsyncServer(config, work, 2);
  }

  @Test
  void workIsDoneOnWorkersAndHoldsUpNobody() throws IOException {
    expectServesOthersWhileWorkWaits("worker-");
  }
}
