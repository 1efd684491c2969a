package hexline.threaded;

import hexline.conformance.junit.DraftSuite;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class FirstDraftIT extends DraftSuite {

  FirstDraftIT() {
    super("threaded", "threaded-server", FirstDraft.class);
  }
}
