package hexline.sync;

import hexline.conformance.Trait;
import hexline.conformance.junit.ConformanceSuite;
import java.util.Set;

class SyncServerIT extends ConformanceSuite {

  SyncServerIT() {
    super("sync-server");
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.ONE_CLIENT_AT_A_TIME);
  }
}
