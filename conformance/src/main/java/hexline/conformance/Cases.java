package hexline.conformance;

import java.util.List;
import java.util.stream.Stream;

/** Every case, in the order of the report. */
public final class Cases {

  /** The list of cases; a new one is added to its group. */
  public static final List<Case> ALL =
      Stream.of(
              GrammarCases.all(),
              FramingCases.all(),
              ConnectionCases.all(),
              LoadCases.all(),
              ShutdownCases.all())
          .flatMap(List::stream)
          .toList();

  private Cases() {}
}
