package hexline.claims;

import java.time.Duration;

/**
 * What became of a claim in a run.
 *
 * @param failed whether the experiment broke off by an error, so that the run is not sound
 * @param took how long the experiment took
 */
public record Finding(
    Claim claim, Judgement judgement, Evidence evidence, boolean failed, Duration took) {

  /** Whether the verdict is the predicted one. */
  public boolean isAsPredicted() {
    return judgement.verdict() == claim.prediction().verdict();
  }

  /** The evidence in words; empty if the claim was not tested. */
  public String summary() {
    return judgement.verdict() == ClaimVerdict.NOT_TESTED ? "" : claim.summarize(evidence);
  }
}
