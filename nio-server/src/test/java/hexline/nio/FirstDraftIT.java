package hexline.nio;

import hexline.conformance.junit.DraftSuite;

class FirstDraftIT extends DraftSuite {

  FirstDraftIT() {
    super("nio", "nio-server", FirstDraft.class);
  }
}
