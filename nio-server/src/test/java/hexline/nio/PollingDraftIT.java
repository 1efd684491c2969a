package hexline.nio;

import hexline.conformance.junit.DraftSuite;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class PollingDraftIT extends DraftSuite {

  PollingDraftIT() {
    super("polling", "nio-server", PollingDraft.class);
  }
}
