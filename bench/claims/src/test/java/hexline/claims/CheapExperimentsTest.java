package hexline.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Experiments that take little time: do they find what their rules ask for? */
@Timeout(120)
class CheapExperimentsTest {

  /** Whose outcome does not depend on speed. */
  @ParameterizedTest
  @CsvSource({
    "both-insert, HOLDS",
    "lock-cures, HOLDS",
    "gather-order, HOLDS",
    "wait-first, HOLDS",
    "one-read-one-message, FAILS",
    "jstack-shows-all, FAILS",
    "synchronized-pins, FAILS",
    "select-pins, FAILS",
  })
  @DisplayName("the verdict is the one that the JDK's documents lead to expect")
  void verdict(String id, ClaimVerdict verdict) throws InterruptedException {
    Finding finding = hear(id);
    assertEquals(verdict, finding.judgement().verdict(), finding.summary());
  }

  /** Whose outcome may depend on the machine, or which need programs that may be missing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonblocking-read",
        "who-first",
        "epoll-many",
        "coroutine-send",
        "async-file-threads"
      })
  @DisplayName("every figure of the rule has a value, or there is a reason why not")
  void figures(String id) throws InterruptedException {
    Finding finding = hear(id);
    boolean skipped = finding.judgement().verdict() == ClaimVerdict.NOT_TESTED;
    for (Figure figure : finding.claim().figures()) {
      assertTrue(skipped || !finding.evidence().values(figure).isEmpty(), figure::label);
    }
  }

  private static Finding hear(String id) throws InterruptedException {
    Finding finding = new Court(Claim.LIMIT).hear(ClaimList.byId(id).orElseThrow());
    assertFalse(finding.failed(), () -> finding.judgement().words());
    return finding;
  }
}
