package hexline.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets the loggers {@code hexline} and {@code hexline.*} write to standard error, through {@link
 * LogWriter}. If the user has configured java.util.logging, as with {@code
 * java.util.logging.config.file}, only the level is set, and the user's handlers write.
 */
final class ServerLog {

  /** Of the logger above all others. */
  static final String NAME = "hexline";

  private static final long LONGEST_FLUSH = TimeUnit.MILLISECONDS.toNanos(500);

  private static @Nullable Logger logger; // kept: java.util.logging holds loggers weakly

  private final @Nullable LogWriter writer;

  private ServerLog(@Nullable LogWriter writer) {
    this.writer = writer;
  }

  /**
   * Sets up the loggers, once per JVM. Starts a thread and loads the classes for a log line, before
   * clients can take the memory and the descriptors for that.
   *
   * @param level the least level that is logged; from {@link Level#FINER} on the lines are short
   */
  static ServerLog open(Level level) {
    if (isConfiguredByTheUser()) {
      logger = Logger.getLogger(NAME);
      if (!level.equals(Level.INFO)) {
        logger.setLevel(level);
      }
      JdkWarmUp.loadFormatter(new SimpleFormatter());
      return new ServerLog(null);
    }
    Formatter format =
        System.getProperty("java.util.logging.SimpleFormatter.format") != null
            ? new SimpleFormatter() // the user's own form of a line
            : new LogFormat(level.intValue() <= Level.FINER.intValue());
    JdkWarmUp.loadFormatter(format);
    // Not System.err: its lock is held as long as a write blocks.
    var standardError = new FileOutputStream(FileDescriptor.err);
    var writer = new LogWriter(standardError, System.err.charset(), format);
    logger = new TopLogger(level, writer);
    if (!LogManager.getLogManager().addLogger(logger)) {
      throw new IllegalStateException("the log of this JVM has been opened before");
    }
    return new ServerLog(writer);
  }

  private static boolean isConfiguredByTheUser() {
    return Stream.of("config.file", "config.class", "manager")
        .anyMatch(name -> System.getProperty("java.util.logging." + name) != null);
  }

  /** Waits until what was logged is written, half a second at most. */
  void flush() {
    if (writer != null) {
      writer.flush(LONGEST_FLUSH);
    }
  }

  /**
   * A logger that keeps its handler and its level until the JVM ends. From other loggers a shutdown
   * hook of java.util.logging takes both away, while the server still drains and logs.
   */
  private static final class TopLogger extends Logger {

    TopLogger(Level level, Handler handler) {
      super(NAME, null);
      super.setLevel(level);
      super.addHandler(handler);
      super.setUseParentHandlers(false);
    }

    @Override
    public void setLevel(@Nullable Level level) {}

    @Override
    public void removeHandler(Handler handler) {}
  }
}
