package hexline.bench.run;

import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ProtocolCheck;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.WrongAnswers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * The processes of the servers. A server that cannot be started, has ended, or does not speak the
 * protocol is given up: it is reported once, and not started again. Thread-safe.
 */
final class Fleet {

  private final Map<String, MeasuredServer> running = new ConcurrentHashMap<>();
  private final Set<String> givenUp = ConcurrentHashMap.newKeySet();
  private final Losses losses;

  /** A fleet without processes. */
  Fleet(Losses losses) {
    this.losses = losses;
  }

  /** Receives why a server is given up. */
  @FunctionalInterface
  interface Losses {
    /** A sentence for each server, once. */
    void error(String sentence);

    /** That the reason was a wrong answer, so that what was measured before is worth nothing. */
    default void answersWrongly(ServerSpec server, String reason) {}
  }

  /** An action for one server. */
  @FunctionalInterface
  interface Action {
    void run(ServerSpec server) throws IOException;
  }

  /** Starts servers, at the same time, and checks that each of them speaks the protocol. */
  void start(Collection<ServerSpec> servers, String work) {
    atOnce(servers, server -> ProtocolCheck.check(startUnchecked(server, work)));
  }

  /** Starts a server whose answers are known to be wrong for most requests. */
  MeasuredServer startUnchecked(ServerSpec server, String work) throws IOException {
    MeasuredServer process = MeasuredServer.start(server, work);
    running.put(server.label(), process);
    return process;
  }

  /**
   * Runs an action for several servers in parallel, only for actions that measure no time. A server
   * for which it fails is given up.
   */
  void atOnce(Collection<ServerSpec> servers, Action action) {
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (ServerSpec server : servers) {
        if (!givenUp.contains(server.label())) {
          threads.execute(() -> {
            try {
              action.run(server);
            } catch (IOException e) {
              giveUp(server, "", e);
            } catch (UncheckedIOException e) {
              giveUp(server, String.valueOf(e.getMessage()));
            }
          });
        }
      }
    }
  }

  /**
   * Ends a server and does not start it again.
   *
   * @param where the failure was seen; its message follows
   */
  void giveUp(ServerSpec server, String where, IOException failure) {
    String reason = where + failure.getMessage();
    if (failure instanceof WrongAnswers) {
      losses.answersWrongly(server, reason);
    }
    giveUp(server, reason);
  }

  /** Ends a server and does not start it again. */
  void giveUp(ServerSpec server, String reason) {
    if (givenUp.add(server.label())) {
      losses.error(reason + "; " + server.label() + " is not measured any further");
    }
    MeasuredServer process = running.remove(server.label());
    if (process != null) {
      process.close();
    }
  }

  /** The process of a server; absent if it does not run. */
  Optional<MeasuredServer> process(ServerSpec server) {
    MeasuredServer process = running.get(server.label());
    if (process != null && !process.isAlive()) {
      giveUp(server, lastWords(process));
      return Optional.empty();
    }
    return Optional.ofNullable(process);
  }

  private static String lastWords(MeasuredServer ended) {
    try {
      ended.family();
      return ended.spec().label() + " has ended";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Those of some servers that run. */
  List<ServerSpec> alive(Collection<ServerSpec> servers) {
    return servers.stream().filter(server -> process(server).isPresent()).toList();
  }

  /** Stops all servers, at the same time, and waits until they have ended. */
  void stop() {
    MeasuredServer.close(running.values());
    running.clear();
  }
}
