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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The server process that cases use one after the other. Not thread-safe. */
final class SharedServer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Target.Command command;
  private @Nullable ServerProcess server;
  private @Nullable Invariants invariants; // of the server

  SharedServer(Target.Command command) {
    this.command = command;
  }

  /**
   * Starts a server.
   *
   * @throws IOException if it does not listen within 60 s; the message ends with its last output
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
      invariants = new Invariants(server);
    }
    return server;
  }

  /** What cases must leave behind in the running server. */
  Invariants invariants() {
    return Objects.requireNonNull(invariants);
  }

  /**
   * Ends a server that answers no new client, or in which a case has left something behind, so that
   * the next case gets a fresh one.
   */
  void endIfDamaged(Settings settings) {
    ServerProcess running = server;
    if (running == null) {
      return;
    }
    try (var run =
        new CaseRun(running.address(), running, settings.timeout(), null, settings.draws())) {
      run.expectAlive();
      if (settings.invariants() && !invariants().areBroken()) {
        invariants().expectRestored(settings.timeout());
        invariants().expectQuietLog(true);
      }
      if (invariants().areBroken()) {
        close();
      }
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
