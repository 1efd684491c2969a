package hexline.conformance.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** TCP sockets and their queues, read from Linux' {@code /proc/net/tcp} and {@code tcp6}. */
public final class SocketTable {

  private static final List<Path> FILES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final String LISTEN = "0A"; // a state

  private SocketTable() {}

  /**
   * How many bytes one side has sent that the other side's kernel has not acknowledged; empty if
   * the table has no row for the connection. Reading the table is not atomic, so it may miss a row.
   *
   * @param localPort of the sending socket
   * @param remotePort of the receiving socket
   */
  static OptionalLong bytesInFlight(int localPort, int remotePort) {
    String local = ":%04X".formatted(localPort);
    String remote = ":%04X".formatted(remotePort);
    for (Path file : FILES) {
      try {
        for (String row : Files.readAllLines(file)) {
          // sl local_address rem_address st tx_queue:rx_queue ...
          List<String> columns = SPACES.splitAsStream(row.strip()).limit(5).toList();
          if (columns.get(1).endsWith(local) && columns.get(2).endsWith(remote)) {
            String queues = columns.get(4);
            return OptionalLong.of(Long.parseLong(queues, 0, queues.indexOf(':'), 16));
          }
        }
      } catch (IOException e) {
        // This system has no such table.
      }
    }
    return OptionalLong.empty();
  }

  /** Whether a socket listens on this port; true where there is no table. */
  public static boolean mayListen(int port) {
    String local = ":%04X".formatted(port);
    boolean hasTable = false;
    for (Path file : FILES) {
      try {
        for (String row : Files.readAllLines(file)) {
          List<String> columns = SPACES.splitAsStream(row.strip()).limit(4).toList();
          if (columns.get(1).endsWith(local) && columns.get(3).equals(LISTEN)) {
            return true;
          }
        }
        hasTable = true;
      } catch (IOException e) {
        // This system has no such table.
      }
    }
    return !hasTable;
  }
}
