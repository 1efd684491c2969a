package hexline.server;

import hexline.cli.Durations;
import hexline.protocol.Work;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The command line that all servers share: options, announcement, exit codes.
 *
 * <p>The first line on standard output, once the server listens, is {@code NAME listening on
 * HOST:PORT (pid PID)}; everything else goes to standard error. Exit code 1 means that it could not
 * listen or not go on, 2 that the command line was wrong; on SIGTERM and SIGINT the server drains
 * and the JVM ends with 143 and 130.
 */
public final class Launcher {

  /** A server's own picocli command: its extra options, and how to start it with them. */
  @FunctionalInterface
  public interface Starter {
    /**
     * Starts a server that listens when this returns.
     *
     * @throws IOException if it cannot listen there
     * @throws IllegalArgumentException if its options make no sense
     */
    HexServer start(ServerConfig config, Work work) throws IOException;
  }

  private Launcher() {}

  /**
   * Starts a server from the command line, or ends the JVM with its exit code. Returns once the
   * server listens; its own threads keep the JVM alive. If one of them dies that is no daemon, an
   * acceptor or a loop, the server is none any more: the JVM ends with exit code 1.
   *
   * @param starter an object annotated with {@link Command}
   */
  public static void run(Starter starter, String[] args) {
    var options = new ServerOptions();
    var command = new CommandLine(starter);
    command
        .addMixin("server", options)
        .setExecutionStrategy(parsed -> {
          Integer help = CommandLine.executeHelpRequest(parsed);
          return help != null ? help : start(command, starter, options);
        })
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((e, given) -> wrongUsage(e, List.of(given)));
    int exitCode = command.execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  private static int start(CommandLine command, Starter starter, ServerOptions options) {
    String name = command.getCommandName();
    setUpLogging(options.verbose);
    ServerConfig config;
    Work work;
    try {
      config = options.config();
      work = options.work();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
    if (config.bind().isUnresolved()) {
      System.err.println(name + ": cannot listen on " + format(config.bind()) + ": unknown host");
      return 1;
    }
    // The first log line loads time zones and more: before clients can take the descriptors for it.
    new SimpleFormatter().format(new LogRecord(java.util.logging.Level.INFO, ""));
    Logger log = System.getLogger("hexline." + name);
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> died(log, thread, e));
    HexServer server;
    try {
      server = starter.start(config, work);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    } catch (IOException e) {
      System.err.println(name + ": cannot listen on " + format(config.bind()) + ": " + reason(e));
      return 1;
    }
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("shutdown").daemon().unstarted(server::close));
    log.log(
        Level.INFO,
        () ->
            "up to %d clients, idle-timeout %s, write-timeout %s, drain-timeout %s"
                .formatted(
                    config.maxConnections(),
                    Durations.format(config.idleTimeout()),
                    Durations.format(config.writeTimeout()),
                    Durations.format(config.drainTimeout())));
    System.out.println(
        "%s listening on %s (pid %d)"
            .formatted(name, format(server.address()), ProcessHandle.current().pid()));
    System.out.flush();
    return 0;
  }

  /** A daemon has served a client or two, and there may be no memory for a line about it. */
  private static void died(Logger log, Thread thread, Throwable failure) {
    try {
      Level level = thread.isDaemon() ? Level.WARNING : Level.ERROR;
      log.log(level, "thread " + thread.getName() + " died: " + failure);
    } catch (Throwable e) {
      // The exit code says it as well.
    }
    if (!thread.isDaemon()) {
      exit();
    }
  }

  /** On a thread of its own: the server's close, which exit waits for, waits for the one that died. */
  private static void exit() {
    try {
      Thread.ofPlatform().name("exit").start(() -> System.exit(1));
    } catch (Throwable e) { // no memory for one
      System.exit(1);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  private static String format(InetSocketAddress address) {
    var ip = address.getAddress();
    String host = ip == null ? address.getHostString() : ip.getHostAddress();
    return (ip instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static int wrongUsage(ParameterException e, List<String> args) {
    CommandLine command = e.getCommandLine();
    String variable = variable(e, args);
    if (!variable.isEmpty() && (args.contains("--help") || args.contains("-h"))) {
      command.usage(command.getOut());
      return 0;
    }
    String from = variable.isEmpty() ? "" : " (which " + variable + " says)";
    command
        .getErr()
        .printf("%s: %s%s%nTry '%1$s --help'.%n", command.getCommandName(), e.getMessage(), from);
    return 2;
  }

  /** The variable that a wrong value comes from; empty if it comes from the command line. */
  private static String variable(ParameterException e, List<String> args) {
    if (!(e.getArgSpec() instanceof OptionSpec option)) {
      return "";
    }
    String name = option.longestName();
    String variable = "HEXLINE" + name.substring(1).replace('-', '_').toUpperCase(Locale.ROOT);
    boolean given = args.stream().anyMatch(arg -> arg.equals(name) || arg.startsWith(name + "="));
    return given || System.getenv(variable) == null ? "" : variable;
  }

  /** One line an event, on standard error. A logging configuration of the user's comes first. */
  private static void setUpLogging(boolean verbose) {
    String format = "java.util.logging.SimpleFormatter.format";
    if (System.getProperty(format) == null
        && System.getProperty("java.util.logging.config.file") == null) {
      System.setProperty(format, "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%n");
    }
    if (verbose) {
      var level = java.util.logging.Level.FINE;
      VERBOSE.setLevel(level);
      VERBOSE.setUseParentHandlers(false);
      var console = new ConsoleHandler();
      console.setLevel(level);
      VERBOSE.addHandler(console);
    }
  }

  /** Kept, so that its level is not collected away. */
  private static final java.util.logging.Logger VERBOSE =
      java.util.logging.Logger.getLogger("hexline");

  /** The options of every server. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      sortOptions = false,
      usageHelpAutoWidth = true,
      footer = {
        "",
        "TIME is a number with a unit: us, ms, s, m or h. Every default can be set in the "
            + "environment: HEXLINE_PORT for --port, HEXLINE_IDLE_TIMEOUT for --idle-timeout, and so "
            + "on.",
        "Exit codes: 1 cannot listen or go on, 2 wrong usage, 143 and 130 after SIGTERM and SIGINT."
      })
  private static final class ServerOptions {

    @Option(
        names = "--host",
        paramLabel = "ADDRESS",
        defaultValue = "${env:HEXLINE_HOST:-127.0.0.1}",
        description = "Address to listen on (${DEFAULT-VALUE}).")
    String host = "";

    @Option(
        names = "--port",
        paramLabel = "N",
        defaultValue = "${env:HEXLINE_PORT:-65432}",
        description = "Port to listen on, 0 for any free one (${DEFAULT-VALUE}).")
    int port;

    @Option(
        names = "--backlog",
        paramLabel = "N",
        defaultValue = "${env:HEXLINE_BACKLOG:-1024}",
        description = "Connections that may queue before they are accepted (${DEFAULT-VALUE}).")
    int backlog;

    @Option(
        names = "--max-connections",
        paramLabel = "N",
        defaultValue = "${env:HEXLINE_MAX_CONNECTIONS:-10000}",
        description = "Clients at a time; more are told so and closed (${DEFAULT-VALUE}).")
    int maxConnections;

    @Option(
        names = "--idle-timeout",
        paramLabel = "TIME",
        defaultValue = "${env:HEXLINE_IDLE_TIMEOUT:-5m}",
        converter = DurationConverter.class,
        description = "Close a client that completes no line in this time (${DEFAULT-VALUE}).")
    Duration idleTimeout = Duration.ZERO;

    @Option(
        names = "--write-timeout",
        paramLabel = "TIME",
        defaultValue = "${env:HEXLINE_WRITE_TIMEOUT:-10s}",
        converter = DurationConverter.class,
        description = "Close a client that accepts no answer byte in this time (${DEFAULT-VALUE}).")
    Duration writeTimeout = Duration.ZERO;

    @Option(
        names = "--drain-timeout",
        paramLabel = "TIME",
        defaultValue = "${env:HEXLINE_DRAIN_TIMEOUT:-5s}",
        converter = DurationConverter.class,
        description = "Longest time to answer what has arrived on shutdown (${DEFAULT-VALUE}).")
    Duration drainTimeout = Duration.ZERO;

    @Option(
        names = "--work",
        paramLabel = "WORK",
        defaultValue = "${env:HEXLINE_WORK:-none}",
        description = "Work per request: none, block:TIME or cpu:TIME (${DEFAULT-VALUE}).")
    String work = "";

    @Option(
        names = {"-v", "--verbose"},
        description = "Log what clients do wrong, too.")
    boolean verbose;

    ServerConfig config() {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("port must be from 0 to 65535: " + port);
      }
      if (host.isBlank()) {
        throw new IllegalArgumentException("host must be an address or a name");
      }
      return new ServerConfig(
          new InetSocketAddress(host, port),
          backlog,
          maxConnections,
          idleTimeout,
          writeTimeout,
          drainTimeout);
    }

    Work work() {
      return SimulatedWork.parse(work);
    }
  }

  private static final class DurationConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return Durations.parse(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  private static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Launcher.class.getPackage().getImplementationVersion();
      return new String[] {
        "hexline ${COMMAND-NAME} " + (version == null ? "(not packaged)" : version),
        "on " + System.getProperty("java.vm.name") + " " + Runtime.version()
      };
    }
  }
}
