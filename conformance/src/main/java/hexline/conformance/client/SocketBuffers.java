package hexline.conformance.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's upper bound for the buffers of one socket. */
final class SocketBuffers {

  private static final long USUAL = 8L << 20; // bytes each way where there is no /proc/sys

  private SocketBuffers() {}

  /** Most bytes that the receive and the send buffer of one socket hold together. */
  static long mostBytes() {
    return largest("tcp_rmem") + largest("tcp_wmem");
  }

  /** The last of a file's three figures, which are the least, the initial and the largest size. */
  private static long largest(String name) {
    // The kernel returns the whole text to the first read only: a buffered read is large enough.
    try (BufferedReader file = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4", name))) {
      String line = String.valueOf(file.readLine()).strip();
      return Long.parseLong(line.substring(line.lastIndexOf('\t') + 1));
    } catch (IOException | NumberFormatException e) {
      return USUAL;
    }
  }
}
