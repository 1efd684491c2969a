package hexline.server;

import hexline.cli.Durations;
import hexline.cli.Version;
import hexline.protocol.Work;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.logging.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The options of every server, as a picocli mixin. An option's default is the initial value of its
 * field; {@link EnvironmentDefaults} replaces it by the environment's.
 */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    footer = {
      "",
      "TIME is a number with a unit: us, ms, s, m or h. Every default can be set in the "
          + "environment: HEXLINE_PORT for --port, HEXLINE_IDLE_TIMEOUT for --idle-timeout, "
          + "HEXLINE_VERBOSE=true for --verbose, and so on. An empty variable sets nothing.",
      "Exit codes: 1 cannot listen or go on, 2 wrong usage, 143 and 130 after SIGTERM and SIGINT, "
          + ForcedExit.CODE
          + " if the shutdown was still running "
          + ForcedExit.GRACE_SECONDS
          + " s after the drain timeout and was ended by force."
    })
final class ServerOptions {

  private static final ServerConfig DEFAULTS = ServerConfig.onPort(65_432);

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (${DEFAULT-VALUE}).")
  private String host = DEFAULTS.bind().getHostString();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on, 0 for any free one (${DEFAULT-VALUE}).")
  private int port = DEFAULTS.bind().getPort();

  @Option(
      names = "--backlog",
      paramLabel = "N",
      description = "Connections that may queue before they are accepted (${DEFAULT-VALUE}).")
  private int backlog = DEFAULTS.backlog();

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description =
          "Clients at a time; a further one is answered \"Too many connections\" and closed "
              + "(${DEFAULT-VALUE}).")
  private int maxConnections = DEFAULTS.maxConnections();

  @Option(
      names = "--idle-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Close a client that completes no line in this time (${DEFAULT-VALUE}).")
  private Duration idleTimeout = DEFAULTS.idleTimeout();

  @Option(
      names = "--write-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Close a client that accepts no answer byte in this time (${DEFAULT-VALUE}).")
  private Duration writeTimeout = DEFAULTS.writeTimeout();

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "On shutdown, the longest time to answer the lines that have arrived (${DEFAULT-VALUE}).")
  private Duration drainTimeout = DEFAULTS.drainTimeout();

  @Option(
      names = "--work",
      paramLabel = "WORK",
      description = "Work per request: none, block:TIME or cpu:TIME (${DEFAULT-VALUE}).")
  private String work = "none";

  // Without the fallback value picocli would set a flag to the opposite of the environment's value.
  @Option(
      names = {"-v", "--verbose"},
      fallbackValue = "true",
      description = "Also log what clients do wrong.")
  private boolean verbose;

  @Option(
      names = "--trace",
      fallbackValue = "true",
      description =
          "Log each connect, read, write and close, with the thread that did it. Includes -v.")
  private boolean trace;

  @Option(
      names = "--print-config",
      fallbackValue = "true",
      description =
          "Print the value of every option, and how many clients are served at a time, as KEY=VALUE, "
              + "and start nothing.")
  private boolean printConfig;

  /**
   * The limits.
   *
   * @throws IllegalArgumentException if a value is out of its bounds
   */
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

  /**
   * The work for each request.
   *
   * @throws IllegalArgumentException if the option has another form
   */
  Work work() {
    return SimulatedWork.parse(work);
  }

  /** The least level that is logged. */
  Level logLevel() {
    return trace ? Level.FINER : verbose ? Level.FINE : Level.INFO;
  }

  /** Whether the server is to print its configuration instead of starting. */
  boolean printsConfig() {
    return printConfig;
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
}
