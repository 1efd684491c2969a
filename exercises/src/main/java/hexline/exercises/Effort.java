package hexline.exercises;

/** How much of the file an answer changes. */
public enum Effort {
  ONE_LINE("one line"),
  A_FEW_LINES("a few lines"),
  A_METHOD("a whole method"),
  A_FILE("a whole file");

  private final String label;

  Effort(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
