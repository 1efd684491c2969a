package hexline.virtual;

import hexline.conformance.ServerContract;
import hexline.protocol.Handler;
import hexline.protocol.server.HexServer;
import hexline.protocol.server.ServerConfig;
import java.io.IOException;

class VirtualServerTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Handler handler) throws IOException {
    return new VirtualServer(config, handler);
  }
}
