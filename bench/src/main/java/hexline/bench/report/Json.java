package hexline.bench.report;

import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259): maps and records as objects, iterables as arrays, empty optionals and
 * numbers that are not finite as null.
 */
final class Json {

  private final StringBuilder out = new StringBuilder();

  private Json() {}

  /** A value as indented text with a line end. */
  static String write(Object value) {
    var json = new Json();
    json.value(value, 0);
    return json.out.append('\n').toString();
  }

  private void value(@Nullable Object value, int depth) {
    switch (value) {
      case null -> out.append("null");
      case Optional<?> optional -> value(optional.orElse(null), depth);
      case OptionalLong optional ->
          value(optional.isPresent() ? (Object) optional.getAsLong() : null, depth);
      case Double number when !Double.isFinite(number) -> out.append("null");
      case Number number -> out.append(number);
      case Boolean flag -> out.append(flag);
      case Map<?, ?> map -> object(map, depth);
      case Iterable<?> items -> array(items.iterator(), depth);
      case Record record -> object(components(record), depth);
      default -> string(value.toString());
    }
  }

  private void object(Map<?, ?> map, int depth) {
    String separator = "";
    out.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      line(separator, depth + 1);
      string(String.valueOf(entry.getKey()));
      out.append(": ");
      value(entry.getValue(), depth + 1);
      separator = ",";
    }
    end(map.isEmpty(), '}', depth);
  }

  private void array(Iterator<?> items, int depth) {
    boolean empty = !items.hasNext();
    String separator = "";
    out.append('[');
    while (items.hasNext()) {
      line(separator, depth + 1);
      value(items.next(), depth + 1);
      separator = ",";
    }
    end(empty, ']', depth);
  }

  private void line(String separator, int depth) {
    out.append(separator).append('\n').append("  ".repeat(depth));
  }

  private void end(boolean empty, char bracket, int depth) {
    if (!empty) {
      line("", depth);
    }
    out.append(bracket);
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static Map<String, @Nullable Object> components(Record record) {
    var components = new LinkedHashMap<String, @Nullable Object>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        components.put(component.getName(), component.getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return components;
  }
}
