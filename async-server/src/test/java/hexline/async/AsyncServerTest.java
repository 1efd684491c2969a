package hexline.async;

import hexline.conformance.junit.ServerContract;
import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.ServerConfig;
import java.io.IOException;

class AsyncServerTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Work work) throws IOException {
    return new AsyncServer(config, work, 0);
  }
}
