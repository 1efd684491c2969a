package hexline.bench.server;

import oshi.SystemInfo;
import oshi.util.GlobalConfig;

/**
 * The OSHI library, set up: it reads what the operating system says of the machine and of
 * processes.
 */
public final class Oshi {

  static {
    // OSHI logs through SLF4J, which would print to standard error that it has no provider.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    // OSHI would cache each reading for 300 ms, which is as long as a window.
    GlobalConfig.set(GlobalConfig.OSHI_UTIL_MEMOIZER_EXPIRATION, 0);
  }

  /** OSHI's entry point. */
  public static final SystemInfo INFO = new SystemInfo();

  private Oshi() {}
}
