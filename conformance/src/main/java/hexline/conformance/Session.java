package hexline.conformance;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What one run of a case has: clients, which end with it, and the server's process. */
public final class Session implements AutoCloseable {

  /** What a client over the limit is told (R11). */
  static final String TOO_MANY = "Too many connections";

  private static final long RETRY = 5_000_000; // ns

  private final InetSocketAddress address;
  private final @Nullable ServerProcess process;
  private final Settings settings;
  private final Queue<Client> clients = new ConcurrentLinkedQueue<>();

  Session(InetSocketAddress address, @Nullable ServerProcess process, Settings settings) {
    this.address = address;
    this.process = process;
    this.settings = settings;
  }

  /** Longest wait for what is due. */
  Duration timeout() {
    return settings.timeout();
  }

  /** Exit code that is required after SIGTERM, or null if any will do. */
  @Nullable Integer exitCode() {
    return settings.exitCode();
  }

  /** A new client. */
  public Client connect() {
    return connect(0);
  }

  /** A new client with socket buffers of about this size in bytes. */
  Client connect(int socketBuffers) {
    Client client = Client.connect(address, settings.timeout(), socketBuffers);
    clients.add(client);
    return client;
  }

  /** That many new clients, each of which has had an answer. */
  List<Client> connectMany(int count) {
    var many = new ArrayList<Client>(count);
    for (int i = 0; i < count; i++) {
      many.add(connect().ask("255", "0xff"));
    }
    return many;
  }

  /** The server's process, if the kit has started it. */
  @Nullable ServerProcess processIfStarted() {
    return process;
  }

  /**
   * The server's process.
   *
   * @throws Skipped if the kit has not started it
   */
  ServerProcess process() {
    if (process == null) {
      throw new Skipped("the kit did not start this server");
    }
    return process;
  }

  /** Part of a case that runs beside others of its kind. */
  @FunctionalInterface
  interface Part {
    void run(int number) throws Exception;
  }

  /** Runs a part that many times at once; the first one that fails ends the others. */
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
          if (e.getCause() instanceof Violation violation) {
            throw violation;
          }
          throw e;
        }
      }
    }
  }

  /** The end of every case: a fresh client gets its answer, although others may still be leaving. */
  void expectAlive() {
    long end = System.nanoTime() + settings.timeout().toNanos();
    while (true) {
      try (Client fresh = Client.connect(address, settings.timeout())) {
        String answer = fresh.send("255\n").line();
        if (answer.equals("0xff")) {
          return;
        }
        if (!answer.equals(TOO_MANY) || System.nanoTime() - end > 0) {
          throw new Violation(
              "a fresh client sent \"255\\n\" and got %s instead of \"0xff\""
                  .formatted(Wire.quote(answer)));
        }
      } catch (Violation e) {
        throw new Violation(
            "afterwards the server is no longer there for others: " + e.getMessage());
      }
      LockSupport.parkNanos(RETRY);
    }
  }

  /** Ends all clients of the case; whoever waits for one of them sees it break. */
  void disconnect() {
    clients.forEach(Client::close);
  }

  @Override
  public void close() {
    disconnect();
    clients.clear();
  }
}
