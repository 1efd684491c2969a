package hexline.exercises;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All exercises, in reading order. */
final class ExerciseList {

  /** Those of all chapters. */
  static final List<Exercise> ALL =
      Stream.of(
              ProtocolExercises.all(),
              SyncExercises.all(),
              ThreadedExercises.all(),
              NioExercises.all(),
              AsyncExercises.all(),
              VirtualExercises.all())
          .flatMap(List::stream)
          .toList();

  private ExerciseList() {}

  /** The exercise with this id. */
  static Optional<Exercise> find(String id) {
    return ALL.stream().filter(each -> each.id().equals(id)).findFirst();
  }
}
