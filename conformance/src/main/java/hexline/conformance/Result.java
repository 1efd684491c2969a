package hexline.conformance;

/**
 * How one case ended on one server.
 *
 * @param millis how long it took
 * @param reason why it is not {@link Verdict#PASS}; empty if it is
 */
public record Result(Case conformanceCase, Verdict verdict, long millis, String reason) {}
