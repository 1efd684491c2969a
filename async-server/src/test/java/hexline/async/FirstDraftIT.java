package hexline.async;

import hexline.conformance.junit.DraftSuite;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class FirstDraftIT extends DraftSuite {

  FirstDraftIT() {
    super("async", "async-server", FirstDraft.class);
  }
}
