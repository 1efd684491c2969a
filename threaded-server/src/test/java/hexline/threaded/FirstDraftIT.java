package hexline.threaded;

import hexline.conformance.junit.DraftSuite;

class FirstDraftIT extends DraftSuite {

  FirstDraftIT() {
    super("threaded", "threaded-server", FirstDraft.class);
  }
}
