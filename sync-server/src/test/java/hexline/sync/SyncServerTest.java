package hexline.sync;

import hexline.conformance.Trait;
import hexline.conformance.junit.ServerContract;
import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.ServerConfig;
import java.io.IOException;
import java.util.Set;

class SyncServerTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Work work) throws IOException {
    return new SyncServer(config, work);
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.ONE_CLIENT_AT_A_TIME);
  }
}
