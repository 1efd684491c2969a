package hexline.sync;

import hexline.conformance.ServerContract;
import hexline.conformance.Trait;
import hexline.protocol.Handler;
import hexline.protocol.server.HexServer;
import hexline.protocol.server.ServerConfig;
import java.io.IOException;
import java.util.Set;

class SyncServerTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Handler handler) throws IOException {
    return new SyncServer(config, handler);
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.ONE_CLIENT_AT_A_TIME);
  }
}
