package hexline.nio;

import hexline.conformance.junit.DraftSuite;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class FirstDraftIT extends DraftSuite {

  FirstDraftIT() {
    super("nio", "nio-server", FirstDraft.class);
  }
}
