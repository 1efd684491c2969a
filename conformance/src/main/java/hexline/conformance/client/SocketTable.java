package hexline.conformance.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** TCP sockets and their queues, read from Linux' {@code /proc/net/tcp} and {@code tcp6}. */
public final class SocketTable {

  private static final List<Path> FILES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final String LISTEN = "0A"; // a state, as the next ones
  private static final String ESTABLISHED = "01";
  private static final String FIN_WAIT1 = "04";
  private static final String CLOSE_WAIT = "08";

  private SocketTable() {}

  /**
   * How many bytes one side has sent that the other side's kernel has not acknowledged; empty if
   * the table has no row for the connection. Reading the table is not atomic, so it may miss a row.
   *
   * @param localPort of the sending socket
   * @param remotePort of the receiving socket
   */
  static OptionalLong bytesInFlight(int localPort, int remotePort) {
    Optional<Queues> queues = queues(localPort, remotePort);
    return queues.isEmpty() ? OptionalLong.empty() : OptionalLong.of(queues.get().unacknowledged());
  }

  /**
   * What one side of a connection holds in its kernel.
   *
   * @param unacknowledged bytes that its process has written and that the other side's kernel has
   *     not acknowledged
   * @param unread bytes that have arrived and that its process has not read
   */
  public record Queues(long unacknowledged, long unread) {}

  /**
   * The queues of one side; empty if the table has no row for the connection. Reading the table is
   * not atomic, so it may miss a row.
   *
   * @param localPort of this side
   * @param remotePort of the other side
   */
  public static Optional<Queues> queues(int localPort, int remotePort) {
    return row(localPort, remotePort).map(columns -> queues(columns.get(4)));
  }

  private static Queues queues(String column) {
    int colon = column.indexOf(':');
    return new Queues(
        Long.parseLong(column, 0, colon, 16),
        Long.parseLong(column, colon + 1, column.length(), 16));
  }

  /** One side of a connection, as seen from outside its process. */
  enum Side {
    /** It has sent no FIN. */
    SENDING,
    /** It has sent FIN behind bytes for which the other side has no room. */
    FIN_HELD_UP,
    /** As {@link #FIN_HELD_UP}, and its process has closed the socket. */
    FIN_HELD_UP_CLOSED,
    /** It has sent FIN and all bytes before it, or is not in the table. */
    ENDED
  }

  /**
   * The state of one side.
   *
   * @param localPort of this side
   * @param remotePort of the other side
   */
  static Side side(int localPort, int remotePort) {
    Optional<List<String>> row = row(localPort, remotePort);
    if (row.isEmpty()) {
      return Side.ENDED;
    }
    String inode = row.get().get(9);
    return switch (row.get().get(3)) {
      case ESTABLISHED -> Side.SENDING;
      case FIN_WAIT1 -> inode.equals("0") ? Side.FIN_HELD_UP_CLOSED : Side.FIN_HELD_UP;
      default -> Side.ENDED;
    };
  }

  /** Whether this system has a table. */
  static boolean exists() {
    return FILES.stream().anyMatch(Files::isReadable);
  }

  private static Optional<List<String>> row(int localPort, int remotePort) {
    String local = ":%04X".formatted(localPort);
    String remote = ":%04X".formatted(remotePort);
    for (Path file : FILES) {
      try {
        for (String row : Files.readAllLines(file)) {
          // sl local_address rem_address st tx_queue:rx_queue tr:when retrnsmt uid timeout inode
          List<String> columns = SPACES.splitAsStream(row.strip()).limit(11).toList();
          if (columns.get(1).endsWith(local) && columns.get(2).endsWith(remote)) {
            return Optional.of(columns);
          }
        }
      } catch (IOException e) {
        // This system has no such table.
      }
    }
    return Optional.empty();
  }

  /** Whether a socket listens on this port; true where there is no table. */
  public static boolean mayListen(int port) {
    return !exists() || has(port, LISTEN);
  }

  /** Whether a socket of this port has received FIN and is not closed. */
  public static boolean waitsForClose(int port) {
    return has(port, CLOSE_WAIT);
  }

  private static boolean has(int localPort, String state) {
    String local = ":%04X".formatted(localPort);
    for (Path file : FILES) {
      try {
        for (String row : Files.readAllLines(file)) {
          List<String> columns = SPACES.splitAsStream(row.strip()).limit(4).toList();
          if (columns.get(1).endsWith(local) && columns.get(3).equals(state)) {
            return true;
          }
        }
      } catch (IOException e) {
        // This system has no such table.
      }
    }
    return false;
  }
}
