package hexline.async;

import hexline.conformance.junit.DraftSuite;

class FirstDraftIT extends DraftSuite {

  FirstDraftIT() {
    super("async", "async-server", FirstDraft.class);
  }
}
