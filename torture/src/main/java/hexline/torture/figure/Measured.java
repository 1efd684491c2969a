package hexline.torture.figure;

import java.util.OptionalDouble;

/**
 * A figure of one server.
 *
 * @param value absent if it could not be measured
 * @param note what a reader must know of it: why there is no value, or what limited it; may be empty
 */
public record Measured(Figure figure, OptionalDouble value, String note) {

  /** The value with its unit, or a dash. */
  public String text() {
    return value.isPresent() ? figure.unit().format(value.getAsDouble()) : "-";
  }
}
