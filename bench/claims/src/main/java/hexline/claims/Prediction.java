package hexline.claims;

/**
 * What was expected before the first run.
 *
 * @param because a sentence
 */
public record Prediction(ClaimVerdict verdict, String because) {}
