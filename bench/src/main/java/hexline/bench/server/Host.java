package hexline.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import oshi.SystemInfo;
import oshi.util.GlobalConfig;

/** The machine and its operating system. */
public final class Host {

  private static final int LONGEST_SETTING = 4096;

  static {
    // OSHI logs through SLF4J, which would say on standard error that nobody listens.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    // OSHI would repeat a reading for 300 ms, as long as a window is.
    GlobalConfig.set(GlobalConfig.OSHI_UTIL_MEMOIZER_EXPIRATION, 0);
  }

  /** What OSHI knows. */
  public static final SystemInfo INFO = new SystemInfo();

  private Host() {}

  /** A setting of the Linux kernel; absent on others. */
  public static Optional<String> setting(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      // In one read: the kernel does not continue a second one.
      byte[] bytes = new byte[LONGEST_SETTING];
      int length = in.read(bytes);
      String text = new String(bytes, 0, Math.max(0, length), StandardCharsets.UTF_8);
      return Optional.of(text.strip().replaceAll("\\s+", " "));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
