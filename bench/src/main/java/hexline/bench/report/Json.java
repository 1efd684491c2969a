package hexline.bench.report;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Writes and reads JSON, by Jackson. A record is its components and nothing else. Empty optionals
 * and numbers that are not finite, which JSON does not have, are written as null, and a duration as
 * a number of seconds.
 */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .changeDefaultVisibility(all -> all.withIsGetterVisibility(Visibility.NONE))
          .addModule(
              new SimpleModule()
                  .addSerializer(double.class, new Finite<Double>(Double::doubleValue))
                  .addSerializer(Double.class, new Finite<Double>(Double::doubleValue))
                  .addSerializer(
                      OptionalDouble.class,
                      new Finite<OptionalDouble>(number -> number.orElse(Double.NaN)))
                  .addSerializer(
                      Duration.class, new Finite<Duration>(time -> time.toNanos() / 1e9)))
          .build();

  private Json() {}

  /** A value as indented text with a line end. */
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value) + "\n";
  }

  /** A value as text on one line. */
  public static String compact(Object value) {
    return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }

  /**
   * The tree of a text.
   *
   * @throws tools.jackson.core.JacksonException if it is not JSON
   */
  public static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  /** Writes a value as a number, or as null if the number is not finite. */
  private static final class Finite<T> extends ValueSerializer<T> {
    private final ToDoubleFunction<T> number;

    Finite(ToDoubleFunction<T> number) {
      this.number = number;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      double found = number.applyAsDouble(value);
      if (Double.isFinite(found)) {
        out.writeNumber(found);
      } else {
        out.writeNull();
      }
    }
  }
}
