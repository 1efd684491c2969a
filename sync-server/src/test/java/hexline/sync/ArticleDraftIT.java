package hexline.sync;

import hexline.conformance.junit.DraftSuite;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class ArticleDraftIT extends DraftSuite {

  ArticleDraftIT() {
    super("article", "sync-server", ArticleDraft.class);
  }
}
