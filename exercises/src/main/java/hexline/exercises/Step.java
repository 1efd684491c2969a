package hexline.exercises;

import hexline.conformance.client.Violation;

/**
 * One thing that the server of an exercise must do.
 *
 * @param promise what, in a sentence
 * @param body does it; the steps of an exercise run one after the other, on the same server
 */
record Step(String promise, Body body) {

  /** What a step does with the reader's server. */
  @FunctionalInterface
  interface Body {
    /**
     * Returns if the server keeps the promise.
     *
     * @throws Violation if it does not
     */
    void run(Subject subject) throws Exception;
  }
}
