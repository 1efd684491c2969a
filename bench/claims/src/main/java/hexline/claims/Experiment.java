package hexline.claims;

/** What is done to find out whether a claim is true. */
@FunctionalInterface
public interface Experiment {

  /**
   * Runs the experiment and adds what it finds to the evidence. It ends all processes and threads
   * that it starts, also when its thread is interrupted.
   *
   * @throws NotTested if it cannot be made here
   * @throws Exception if it fails; then the claim is not tested either
   */
  void run(Evidence evidence) throws Exception;
}
