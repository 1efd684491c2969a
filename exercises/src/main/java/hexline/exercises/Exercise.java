package hexline.exercises;

import java.util.List;

/**
 * A file with one mistake, or an empty skeleton, and the steps that show whether the server in it is
 * right.
 *
 * @param id chapter and number, as in {@code nio-1}
 * @param title a few words
 * @param effort how much of the file an answer changes
 * @param teaches one sentence
 * @param task what the server does, what it should do, and what to change
 * @param hint where to look, without the answer
 * @param jvmOptions of the JVM that the server runs in
 * @param steps what the server must do
 */
record Exercise(
    String id,
    String title,
    Effort effort,
    String teaches,
    String task,
    String hint,
    List<String> jvmOptions,
    List<Step> steps) {

  Exercise {
    task = task.strip();
    hint = hint.strip();
    jvmOptions = List.copyOf(jvmOptions);
    steps = List.copyOf(steps);
  }

  /** An exercise whose server runs in a JVM without options. */
  Exercise(
      String id,
      String title,
      Effort effort,
      String teaches,
      String task,
      String hint,
      List<Step> steps) {
    this(id, title, effort, teaches, task, hint, List.of(), steps);
  }

  /** The name of its chapter, as in {@code nio}. */
  String chapter() {
    return id.substring(0, id.indexOf('-'));
  }
}
