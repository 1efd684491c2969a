package hexline.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How far the kernel may let the buffers of a server's socket grow. */
final class SocketBuffers {

  private static final long USUAL = 8L << 20; // each way, where the system does not say

  private SocketBuffers() {}

  /** Most bytes in the buffers of one socket, both ways together. */
  static long mostBytes() {
    return largest("tcp_rmem") + largest("tcp_wmem");
  }

  /** The last of the three figures of such a file: least, first, most. */
  private static long largest(String name) {
    // Such a file gives all it has to the first read, so that must be large enough.
    try (BufferedReader file = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4", name))) {
      String line = String.valueOf(file.readLine()).strip();
      return Long.parseLong(line.substring(line.lastIndexOf('\t') + 1));
    } catch (IOException | NumberFormatException e) {
      return USUAL;
    }
  }
}
