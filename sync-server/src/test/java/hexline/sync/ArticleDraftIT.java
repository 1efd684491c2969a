package hexline.sync;

import hexline.conformance.junit.DraftSuite;

class ArticleDraftIT extends DraftSuite {

  ArticleDraftIT() {
    super("article", "sync-server", ArticleDraft.class);
  }
}
