package hexline.theatre.agent;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the port of a client, from an object of a server by way of fields. */
final class ClientPort {

  /** Each field is looked up once for a class. */
  private static final ClassValue<Map<String, Optional<Field>>> FIELDS =
      new ClassValue<>() {
        @Override
        protected Map<String, Optional<Field>> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private final String[] path;

  /**
   * A way to the port.
   *
   * @param path names of fields, separated by dots; may be empty
   */
  ClientPort(String path) {
    this.path = path.isEmpty() ? new String[0] : path.split("\\.", -1);
  }

  /** The port; 0 if there is none. */
  int of(@Nullable Object start) throws IllegalAccessException {
    Object at = start;
    for (String name : path) {
      Optional<Field> field = at == null ? Optional.empty() : field(at.getClass(), name);
      if (field.isEmpty()) {
        return 0;
      }
      at = field.get().get(at);
    }
    return port(at);
  }

  private static Optional<Field> field(Class<?> type, String name) {
    return FIELDS.get(type).computeIfAbsent(name, _ -> find(type, name));
  }

  private static Optional<Field> find(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return Optional.of(field);
    } catch (NoSuchFieldException e) {
      return Optional.empty(); // such as a codec that tells nobody of rejections
    }
  }

  private static int port(@Nullable Object at) {
    try {
      SocketAddress address =
          switch (at) {
            case SocketAddress found -> found;
            case SocketChannel channel -> channel.getRemoteAddress();
            case AsynchronousSocketChannel channel -> channel.getRemoteAddress();
            case null, default -> null;
          };
      return address instanceof InetSocketAddress internet ? internet.getPort() : 0;
    } catch (IOException e) {
      return 0; // it is closed
    }
  }
}
