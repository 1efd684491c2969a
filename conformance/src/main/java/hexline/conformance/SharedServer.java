package hexline.conformance;

import hexline.conformance.cases.CaseRun;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.conformance.process.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server process that cases use one after the other. Not thread-safe. */
final class SharedServer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private final Target.Command command;
  private @Nullable ServerProcess server;

  SharedServer(Target.Command command) {
    this.command = command;
  }

  /**
   * Starts a server.
   *
   * @throws IOException if it does not listen within 20 s; the message ends with its last output
   * @throws KitFailure if the kit has no descriptors for it
   */
  static ServerProcess start(Target.Command command, Launch launch, Map<String, String> environment)
      throws IOException {
    return ServerProcess.start(command, launch, environment, START_LIMIT);
  }

  /** The running server; starts one if there is none. */
  ServerProcess get() throws IOException {
    if (server == null) {
      server = start(command, Launch.SHARED, Map.of());
    }
    return server;
  }

  /** Ends a server that answers no new client, so that the next case gets a fresh one. */
  void endIfDamaged(Duration timeout) {
    ServerProcess running = server;
    if (running == null) {
      return;
    }
    try (var run = new CaseRun(running.address(), running, timeout, null)) {
      run.expectAlive();
    } catch (Violation e) {
      close();
    } catch (KitFailure e) {
      // Nothing is known of the server.
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
