package hexline.sync;

import hexline.conformance.junit.ConformanceSuite;

class SyncServerIT extends ConformanceSuite {

  SyncServerIT() {
    super("sync-server");
  }
}
