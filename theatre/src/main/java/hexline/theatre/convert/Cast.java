package hexline.theatre.convert;

import hexline.theatre.play.Play;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The clients of a play, by the ports of their connections. */
final class Cast {

  private final Map<Integer, Play.Client> byPort = new HashMap<>();
  private final Map<Integer, Play.Client> byId = new HashMap<>();

  Cast(Play play) {
    for (Play.Client client : play.clients()) {
      byPort.put(client.port(), client);
      byId.put(client.id(), client);
    }
  }

  /** The client; null if none of the scene has this port. */
  Play.@Nullable Client onPort(int port) {
    return byPort.get(port);
  }

  /** The id of the client; null if none of the scene has this port. */
  @Nullable Integer id(int port) {
    Play.Client client = byPort.get(port);
    return client == null ? null : client.id();
  }

  /** As it is called in a sentence. */
  String name(int port) {
    Play.Client client = byPort.get(port);
    return client == null ? "a client" : client.name();
  }

  /** As it is called in a sentence. */
  String nameOf(@Nullable Integer id) {
    Play.Client client = id == null ? null : byId.get(id);
    return client == null ? "a client" : client.name();
  }
}
