package hexline.conformance.cases;

import hexline.conformance.client.Client;
import hexline.conformance.client.Exchange;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a case: the clients that it opens, which are closed with it, and the server's process.
 * Thread-safe: a case may open clients from several threads.
 */
public final class CaseRun implements AutoCloseable {

  /** The answer to a client over the limit (R11). */
  public static final String TOO_MANY = "Too many connections";

  private static final long REST = 10_000_000; // ns
  private static final long RETRY = 5_000_000; // ns
  private static final Duration RECOVERY = Duration.ofSeconds(10); // beside the timeout

  private final InetSocketAddress address;
  private final @Nullable ServerProcess process;
  private final Duration timeout;
  private final @Nullable Integer exitCode;
  private final Draws draws;
  private final Queue<Client> clients = new ConcurrentLinkedQueue<>();
  private final Queue<ServerProcess> others = new ConcurrentLinkedQueue<>();
  private volatile boolean mayWarn;

  /**
   * @param process the server, or null if the kit did not start it
   * @param timeout longest wait for a byte that is due
   * @param exitCode exit code that is required after SIGTERM, or null if any is right
   * @param draws what the case draws at random, if it does
   */
  public CaseRun(
      InetSocketAddress address,
      @Nullable ServerProcess process,
      Duration timeout,
      @Nullable Integer exitCode,
      Draws draws) {
    this.address = address;
    this.process = process;
    this.timeout = timeout;
    this.exitCode = exitCode;
    this.draws = draws;
  }

  /** Where the server listens. */
  InetSocketAddress address() {
    return address;
  }

  /** What the case draws at random. */
  Draws draws() {
    return draws;
  }

  /** Longest wait for a byte that is due. */
  Duration timeout() {
    return timeout;
  }

  /** Exit code that is required after SIGTERM, or null if any is right. */
  @Nullable Integer exitCode() {
    return exitCode;
  }

  /** Opens a client. */
  public Client connect() {
    return connect(0);
  }

  /** Opens a client with socket buffers of about this size in bytes; 0 is the system's default. */
  Client connect(int socketBuffers) {
    return connect(address, timeout, socketBuffers);
  }

  private Client connect(InetSocketAddress to, Duration wait, int socketBuffers) {
    Client client = Client.connect(to, wait, socketBuffers);
    clients.add(client);
    return client;
  }

  /** Opens a connection that may break, to the server or to a proxy in front of it. */
  Exchange exchange(InetSocketAddress to, Duration wait, int socketBuffers) {
    return new Exchange(connect(to, wait, socketBuffers));
  }

  /** Opens a client that gets an answer, as soon as the kit's own look at the server has left. */
  Client connectToFreePlace() {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      Client client = connect().send("1\n");
      if (!client.line().equals(TOO_MANY)) {
        return client;
      }
      client.expectEnd().close();
      if (System.nanoTime() - end > 0) {
        throw Violation.expected("a place for a client", "none: all others have left");
      }
      LockSupport.parkNanos(REST);
    }
  }

  /** Opens this many clients, each of which has received an answer. */
  List<Client> connectMany(int count) {
    var many = new ArrayList<Client>(count);
    for (int i = 0; i < count; i++) {
      many.add(connect().ask("255", "0xff"));
    }
    return many;
  }

  /**
   * The server's process.
   *
   * @throws Skipped if the kit did not start the server
   */
  ServerProcess process() {
    if (process == null) {
      throw new Skipped("the kit did not start this server");
    }
    return process;
  }

  /** Resident memory of the server in bytes; empty if it is not known. */
  OptionalLong residentBytes() {
    return process == null ? OptionalLong.empty() : process.residentBytes();
  }

  /** Open descriptors of the server; empty if the number is not known. */
  OptionalLong descriptors() {
    return process == null ? OptionalLong.empty() : process.descriptors();
  }

  /** Processor time that the server has used; zero if it is not known. */
  Duration processorTime() {
    return process == null ? Duration.ZERO : process.cpuTime();
  }

  /** Whether a thread of the server runs or could run now; false if that is not known. */
  boolean isAtWork() {
    return process != null && process.isAtWork();
  }

  /** Declares that the case gives the server a reason to log a warning. */
  void givesReasonToWarn() {
    mayWarn = true;
  }

  /** Whether the case gives the server a reason to log a warning. */
  public boolean mayWarn() {
    return mayWarn;
  }

  /** Part of a case that runs beside others of its kind. */
  @FunctionalInterface
  interface Part {
    void run(int number) throws Exception;
  }

  /**
   * Whether within this time the server rests: at this many looks in a row, 10 ms apart, no thread
   * of it is ready to run.
   */
  boolean restsWithin(Duration limit, int looks) {
    long end = System.nanoTime() + limit.toNanos();
    for (int quiet = 0; quiet < looks; quiet = isAtWork() ? 0 : quiet + 1) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(REST);
    }
    return true;
  }

  /**
   * Expects that the server does not spin.
   *
   * @param when as in "when it has no descriptor for the next client"
   */
  void expectRest(String when) {
    Duration limit = RECOVERY.dividedBy(2).plus(timeout);
    Duration before = processorTime();
    if (restsWithin(limit, 10)) {
      return;
    }
    if (processorTime().minus(before).compareTo(limit.dividedBy(10)) < 0) {
      throw new Skipped("this machine is too busy to see whether the server waits");
    }
    throw Violation.expected(
        "a server that waits " + when,
        "a thread that has run for %d s".formatted(limit.toSeconds()));
  }

  /** Runs the part this many times at once; the first one that fails ends the others. */
  void atOnce(int count, Part part) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var parts = new ExecutorCompletionService<Void>(threads);
      for (int i = 0; i < count; i++) {
        int number = i;
        parts.submit(() -> {
          part.run(number);
          return null;
        });
      }
      for (int i = 0; i < count; i++) {
        try {
          parts.take().get();
        } catch (ExecutionException e) {
          disconnect();
          threads.shutdownNow();
          switch (e.getCause()) {
            case Violation violation -> throw violation;
            case Skipped skipped -> throw skipped;
            case KitFailure failure -> throw failure;
            case null, default -> throw e;
          }
        }
      }
    }
  }

  /** A client that leaves when this is done. Unlike others it is not kept: there may be many. */
  void visit(Consumer<Client> visit) {
    try (Client client = Client.connect(address, timeout)) {
      visit.accept(client);
    }
  }

  /**
   * Waits until a new client gets its answer from a server that had too little of something: as
   * long as it recovers, it may refuse or reset clients.
   */
  void awaitRecovery() {
    long end = System.nanoTime() + RECOVERY.plus(timeout).toNanos();
    while (true) {
      try {
        visit(fresh -> fresh.ask("255", "0xff").expectEndAfterFinish());
        return;
      } catch (Violation e) {
        if (!process().isAlive()) {
          throw Violation.expected("a server that recovers", "one that " + process().ending());
        }
        if (System.nanoTime() - end > 0) {
          throw new Violation(
              "the server does not recover when its clients have left: " + e.getMessage());
        }
      }
      LockSupport.parkNanos(RETRY);
    }
  }

  /**
   * Starts the server once more, on the same port; the new process need not listen. It ends with
   * the case.
   */
  ServerProcess startAnother() throws IOException {
    ServerProcess another = process().startAnother();
    others.add(another);
    return another;
  }

  /** The end of every case: a new client gets its answer, even while others are being closed. */
  public void expectAlive() {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      try (Client fresh = Client.connect(address, timeout)) {
        String answer = fresh.send("255\n").line();
        if (answer.equals("0xff")) {
          return;
        }
        if (!answer.equals(TOO_MANY) || System.nanoTime() - end > 0) {
          throw new Violation(
              "after sending \"255\\n\": expected \"0xff\\n\", got " + Wire.quote(answer + "\n"));
        }
      } catch (Violation e) {
        throw new Violation(
            "after this case the server no longer answers a new client: " + e.getMessage());
      }
      LockSupport.parkNanos(RETRY);
    }
  }

  /** Whether a client has sent several lines in one write, or one line in several. */
  public boolean needsFraming() {
    return clients.stream().anyMatch(Client::needsFraming);
  }

  /** Closes all clients of the case; a thread that waits for one of them gets a violation. */
  public void disconnect() {
    clients.forEach(Client::close);
  }

  @Override
  public void close() {
    disconnect();
    clients.clear();
    others.forEach(ServerProcess::close);
  }
}
