package hexline.ask;

import hexline.cli.Failures;
import hexline.cli.Version;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the client: {@code ./run ask}. */
@Command(
    name = "ask",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Connects several clients at the same time, sends a number from each, and prints each answer "
            + "when it comes, with the seconds since the start.",
    footer = {
      "",
      "Of N clients, client 1 sends 1, client 2 sends 2, and so on; the next round begins with "
          + "N + 1. A client leaves when it has its answers.",
      "Exit codes: 0 every request was answered, 1 a client could not connect, was closed or reset "
          + "without its answers, or waited too long, 2 wrong usage."
    })
public final class Ask implements Callable<Integer> {

  private static final int MOST_CLIENTS = 100_000;

  @Parameters(
      paramLabel = "N",
      arity = "0..1",
      description = "Number of clients (${DEFAULT-VALUE}).")
  int count = 1;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address of the server (${DEFAULT-VALUE}).")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "${env:HEXLINE_PORT:-65432}",
      description = "Port of the server (${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--lines",
      paramLabel = "K",
      description = "Requests of each client, one after the other (${DEFAULT-VALUE}).")
  int lines = 1;

  @Option(
      names = "--pipeline",
      paramLabel = "K",
      description = "Each client sends K lines and reads no answer before all of them are sent.")
  int pipeline;

  @Option(
      names = "--stay",
      paramLabel = "SECONDS",
      description = "Stay connected for so long without sending; with --pipeline: without reading.")
  int stay;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Longest wait of a client for a connection or an answer (${DEFAULT-VALUE}).")
  int timeout = 60;

  @Spec CommandSpec command = CommandSpec.create();

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(command().execute(args));
  }

  /** The program as a command, for {@link #main} and for tests. */
  static CommandLine command() {
    Locale.setDefault(Locale.ROOT); // no number has the user's digits
    return Failures.reportedBy(new CommandLine(new Ask()));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("unknown host: " + host);
    }
    var clock = new Clock(command.commandLine().getOut());
    var plan = plan();
    var clients = new ArrayList<Client>();
    for (int i = 1; i <= count; i++) {
      clients.add(new Client(i, count, plan, clock));
    }
    clients.forEach(client -> client.connect(address)); // in this order, none waits for another
    List<Thread> threads = clients.stream().map(Thread.ofVirtual()::start).toList();
    watch(clients, threads, clock);
    return clients.stream().allMatch(Client::isContent) ? 0 : 1;
  }

  private Plan plan() {
    return new Plan(pipeline > 0 ? pipeline : lines, pipeline > 0, Duration.ofSeconds(stay));
  }

  private void check() {
    require(count >= 1 && count <= MOST_CLIENTS, "N must be from 1 to " + MOST_CLIENTS);
    require(port >= 1 && port <= 65535, "port must be from 1 to 65535: " + port);
    require(lines >= 1, "--lines must be at least 1: " + lines);
    require(pipeline >= 0, "--pipeline must be at least 0: " + pipeline);
    require(lines == 1 || pipeline == 0, "--lines and --pipeline exclude each other");
    require(stay >= 0, "--stay must be at least 0: " + stay);
    require(lines == 1 || stay == 0, "--lines and --stay exclude each other");
    require(timeout >= 1, "--timeout must be at least 1: " + timeout);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), otherwise);
    }
  }

  /** Tells of clients that wait, ends those that wait too long, returns when all have ended. */
  private void watch(List<Client> clients, List<Thread> threads, Clock clock)
      throws InterruptedException {
    boolean idle = stay > 0 && pipeline == 0;
    boolean told = !idle;
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofMillis(20))) {
        if (!told && clients.stream().allMatch(Client::hasTried)) {
          long connected = clients.stream().filter(Client::hasConnected).count();
          clock.print(clients(connected) + " connected, silent for " + stay + " s");
          told = true;
        }
        long now = System.nanoTime();
        clients.forEach(client -> client.look(now, TimeUnit.SECONDS.toNanos(timeout)));
      }
    }
    long stayed = clients.stream().filter(Client::isContent).count();
    if (idle && stayed > 0) {
      clock.print(clients(stayed) + " closed");
    }
  }

  private static String clients(long count) {
    return count == 1 ? "1 client" : count + " clients";
  }
}
