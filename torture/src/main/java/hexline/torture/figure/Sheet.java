package hexline.torture.figure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of one server, as they are measured. For use by one thread. */
final class Sheet {

  private final Map<Figure, Measured> figures = new EnumMap<>(Figure.class);

  void put(Figure figure, double value) {
    put(figure, value, "");
  }

  void put(Figure figure, double value, String note) {
    figures.put(figure, new Measured(figure, OptionalDouble.of(value), note));
  }

  /** A figure that could not be measured, if it has no value. */
  void none(Figure figure, String reason) {
    figures.putIfAbsent(figure, new Measured(figure, OptionalDouble.empty(), reason));
  }

  /** All of them, in their order. */
  List<Measured> toList() {
    return List.copyOf(figures.values());
  }
}
