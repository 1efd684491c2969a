package hexline.sync;

import hexline.conformance.Trait;
import hexline.conformance.junit.DraftSuite;
import java.util.Set;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class FirstDraftIT extends DraftSuite {

  FirstDraftIT() {
    super("sync", "sync-server", FirstDraft.class);
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.ONE_CLIENT_AT_A_TIME);
  }
}
