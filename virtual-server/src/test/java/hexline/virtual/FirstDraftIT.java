package hexline.virtual;

import hexline.conformance.junit.DraftSuite;

class FirstDraftIT extends DraftSuite {

  FirstDraftIT() {
    super("virtual", "virtual-server", FirstDraft.class);
  }
}
