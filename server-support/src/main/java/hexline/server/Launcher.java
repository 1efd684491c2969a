package hexline.server;

import hexline.cli.Durations;
import hexline.cli.Failures;
import hexline.protocol.Work;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The life of a server's process, from the command line to the exit code.
 *
 * <p>The first line on standard output, once the server listens, is
 * {@code NAME listening on HOST:PORT (pid PID)}; everything else goes to standard error. Neither
 * follows the locale. With {@code --print-config} nothing is started: the effective configuration
 * goes to standard output, a line {@code KEY=VALUE} for each option, and {@code clients-at-a-time}.
 * Exit code 1 means that the server could not listen or not go on, 2 that the command line was
 * wrong. On SIGTERM and SIGINT the server drains and the JVM ends with 143 and 130, or with
 * {@value ForcedExit#CODE} if the shutdown had to be ended by force.
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

    /**
     * How many clients the model serves at a time with its options; more of them wait until one
     * leaves. {@link Integer#MAX_VALUE} if there is no such limit.
     */
    default int clientsAtATime() {
      return Integer.MAX_VALUE;
    }
  }

  private final CommandLine command;
  private final String name;
  private final ServerOptions options = new ServerOptions();
  private final EnvironmentDefaults environment;
  private final Logger log;
  private volatile @Nullable HexServer server;

  private Launcher(Starter starter, Map<String, String> variables) {
    environment = new EnvironmentDefaults(variables);
    command = new CommandLine(starter);
    name = command.getCommandName();
    log = System.getLogger(ServerLog.NAME + "." + name);
    command
        .addMixin("server", options)
        .setDefaultValueProvider(environment)
        .setExecutionStrategy(parsed -> {
          Integer help = CommandLine.executeHelpRequest(parsed);
          return help != null ? help : start(starter);
        })
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((e, args) -> wrongUsage(e));
  }

  /**
   * Starts a server from the command line, or ends the JVM with an exit code. Returns once the
   * server listens; the server's own threads keep the JVM alive. A thread that is not a daemon,
   * such as an acceptor or an event loop, is essential: if it dies, the JVM ends with exit code 1.
   * To be called once per JVM.
   *
   * <p>Every option, the starter's own too, can have its default in the environment: {@code
   * HEXLINE_IDLE_TIMEOUT} for {@code --idle-timeout}. The initial value of an option's field is its
   * default where the environment sets none.
   *
   * @param starter an object annotated with {@link Command}
   */
  public static void run(Starter starter, String[] args) {
    int exitCode = command(starter, System.getenv()).execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** The command that {@link #run} executes. It sets up the JVM only if it starts a server. */
  static CommandLine command(Starter starter, Map<String, String> environment) {
    return new Launcher(starter, environment).command;
  }

  private int start(Starter starter) {
    ServerConfig config;
    Work work;
    try {
      config = options.config();
      work = options.work();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
    if (options.printsConfig()) {
      printConfig(Math.min(config.maxConnections(), starter.clientsAtATime()));
      return 0;
    }
    if (config.bind().isUnresolved()) {
      return cannotListen(config, "unknown host");
    }
    loadClasses();
    ServerLog output = ServerLog.open(options.logLevel());
    environment.foreign().forEach(this::warnOfServiceLink);
    var forcedExit = new ForcedExit(config.drainTimeout());
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .daemon()
                .unstarted(() -> shutDown(forcedExit, output)));
    Thread.setDefaultUncaughtExceptionHandler(this::died);
    HexServer started;
    try {
      started = starter.start(config, work);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    } catch (IOException e) {
      return cannotListen(config, reason(e));
    }
    server = started;
    log.log(Level.INFO, limits(config));
    System.out.println(
        name
            + " listening on "
            + Addresses.format(started.address())
            + " (pid "
            + ProcessHandle.current().pid()
            + ")");
    System.out.flush();
    return 0;
  }

  /** Those that the JVM would load from a folder when clients may have taken all descriptors. */
  private void loadClasses() {
    try {
      ClassFolders.load(ClassFolders.ofClassPath(), Launcher.class.getClassLoader());
    } catch (IOException e) {
      log.log(Level.WARNING, "could not load all classes before clients come: " + reason(e));
    }
  }

  private void printConfig(int clientsAtATime) {
    PrintWriter out = command.getOut();
    for (OptionSpec option : command.getCommandSpec().options()) {
      String key = option.longestName().substring(2);
      if (!option.usageHelp() && !option.versionHelp() && !key.equals("print-config")) {
        Object value = option.getValue();
        out.println(key + "=" + (value instanceof Duration time ? Durations.format(time) : value));
      }
    }
    out.println("clients-at-a-time=" + clientsAtATime);
    out.flush();
  }

  private static String limits(ServerConfig config) {
    return "limits: "
        + config.maxConnections()
        + " clients, idle-timeout "
        + Durations.format(config.idleTimeout())
        + ", write-timeout "
        + Durations.format(config.writeTimeout())
        + ", drain-timeout "
        + Durations.format(config.drainTimeout());
  }

  private void warnOfServiceLink(String variable) {
    log.log(
        Level.WARNING,
        "ignored "
            + variable
            + ", which Kubernetes sets for a service of this name (a service link); set"
            + " enableServiceLinks: false in the pod's spec, or give the option");
  }

  private int cannotListen(ServerConfig config, String reason) {
    System.err.println(
        name + ": cannot listen on " + Addresses.format(config.bind()) + ": " + reason);
    return 1;
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  private void shutDown(ForcedExit forcedExit, ServerLog output) {
    forcedExit.begin();
    HexServer started = server;
    if (started != null) {
      try (started) {
        log.log(
            Level.INFO,
            "shutting down: accepts the clients that have connected, answers the lines that have"
                + " arrived, sends FIN");
      } catch (Throwable e) {
        died(Thread.currentThread(), e);
      }
    }
    output.flush();
  }

  /** A daemon's death costs its client and is a warning; any other thread is essential. */
  private void died(Thread thread, Throwable failure) {
    try {
      Level level = thread.isDaemon() ? Level.WARNING : Level.ERROR;
      Throwable trace = log.isLoggable(Level.DEBUG) ? failure : null;
      log.log(level, "thread " + thread.getName() + " died: " + failure, trace);
    } catch (Throwable e) {
      // There is no memory for the line; the exit code tells of the failure too.
    }
    if (!thread.isDaemon()) {
      exit();
    }
  }

  /** Exits on another thread: System.exit closes the server, which joins the thread that dies. */
  private static void exit() {
    try {
      Thread.ofPlatform().name("exit").start(() -> System.exit(1));
    } catch (Throwable e) { // no memory for another thread
      System.exit(1);
    }
  }

  private int wrongUsage(ParameterException e) {
    // A wrong variable must not keep the user from the help, which says what would be right.
    if (command.isUsageHelpRequested()) {
      command.usage(command.getOut());
      return 0;
    } else if (command.isVersionHelpRequested()) {
      command.printVersionHelp(command.getOut());
      return 0;
    }
    return Failures.wrongUsage(command, e.getMessage() + variables(e));
  }

  /** The variables that a wrong value may come from. */
  private String variables(ParameterException e) {
    if (e.getArgSpec() != null) {
      String variable = environment.taken(e.getArgSpec());
      return variable == null ? "" : " (set by the environment: " + variable + ")";
    }
    String all = String.join(", ", environment.taken());
    boolean isAboutAValue = e.getCause() instanceof IllegalArgumentException;
    return all.isEmpty() || !isAboutAValue ? "" : " (set by the environment: " + all + ")";
  }
}
