package hexline.bench.server;

import java.io.IOException;

/** A server has sent bytes that are no right answer: none of its figures is worth anything. */
public final class WrongAnswers extends IOException {

  private static final long serialVersionUID = 1;

  public WrongAnswers(String message) {
    super(message);
  }
}
