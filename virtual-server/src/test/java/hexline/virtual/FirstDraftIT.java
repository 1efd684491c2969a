package hexline.virtual;

import hexline.conformance.junit.DraftSuite;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class FirstDraftIT extends DraftSuite {

  FirstDraftIT() {
    super("virtual", "virtual-server", FirstDraft.class);
  }
}
