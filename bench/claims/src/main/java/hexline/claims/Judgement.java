package hexline.claims;

import java.util.Locale;

/**
 * A verdict.
 *
 * @param reason on what it depends, why it cannot be told, or why it was not tested; empty for the
 *     other verdicts
 */
public record Judgement(ClaimVerdict verdict, String reason) {

  /** The reason as a sentence; empty if there is none. */
  public String because() {
    return switch (verdict) {
      case HOLDS, FAILS -> "";
      case DEPENDS -> "It depends " + reason + ".";
      case CANNOT_TELL, NOT_TESTED ->
          reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1) + ".";
    };
  }

  /** As in "DEPENDS on the number of clients". */
  public String words() {
    return switch (verdict) {
      case HOLDS, FAILS -> verdict.words();
      case DEPENDS -> verdict.words() + " " + reason;
      case CANNOT_TELL, NOT_TESTED -> verdict.words() + ": " + reason;
    };
  }
}
