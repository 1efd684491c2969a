package hexline.virtual;

import hexline.conformance.junit.ServerContract;
import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.ServerConfig;
import java.io.IOException;

class VirtualServerTest extends ServerContract {

  @Override
  protected HexServer start(ServerConfig config, Work work) throws IOException {
    return new VirtualServer(config, work);
  }

  @Override
  protected int clientsThatKeepItBusy() {
    return Runtime.getRuntime().availableProcessors(); // as many as there are carriers
  }
}
