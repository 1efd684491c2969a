package hexline.nio;

import hexline.conformance.ServerContract;
import hexline.protocol.Handler;
import hexline.protocol.server.HexServer;
import hexline.protocol.server.ServerConfig;
import java.io.IOException;

/** Two loops that share the clients, and two workers that convert for them. */
class NioLoopsAndWorkersTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Handler handler) throws IOException {
    return new NioServer(config, handler, 2, 2);
  }
}
