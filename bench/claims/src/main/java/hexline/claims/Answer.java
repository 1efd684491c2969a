package hexline.claims;

/** Whether a condition is met by the evidence: the three values of Kleene's logic. */
enum Answer {
  YES,
  NO,
  UNCLEAR;

  Answer and(Answer other) {
    if (this == NO || other == NO) {
      return NO;
    }
    return this == YES && other == YES ? YES : UNCLEAR;
  }

  Answer or(Answer other) {
    if (this == YES || other == YES) {
      return YES;
    }
    return this == NO && other == NO ? NO : UNCLEAR;
  }
}
