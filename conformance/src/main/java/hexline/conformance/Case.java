package hexline.conformance;

/**
 * One thing that a client can observe.
 *
 * @param id a letter for the group and a number
 * @param title a few words
 * @param rules the rules of PROTOCOL.md that it checks, as in {@code R1, R7}
 * @param promise one sentence: what is done, and what has to come of it
 * @param launch the server that it needs
 * @param body does it; returns if the promise was kept
 */
public record Case(
    String id, String title, String rules, String promise, Launch launch, Body body) {

  /** What a case does with a server. */
  @FunctionalInterface
  public interface Body {
    /**
     * Returns if the promise was kept.
     *
     * @throws Violation if it was not
     */
    void run(Session session) throws Exception;
  }

  /** A case that any running server can be tried with. */
  Case(String id, String title, String rules, String promise, Body body) {
    this(id, title, rules, promise, Launch.SHARED, body);
  }

  @Override
  public String toString() {
    return id + " " + title;
  }
}
