package hexline.nio;

import hexline.conformance.junit.DraftSuite;

class PollingDraftIT extends DraftSuite {

  PollingDraftIT() {
    super("polling", "nio-server", PollingDraft.class);
  }
}
