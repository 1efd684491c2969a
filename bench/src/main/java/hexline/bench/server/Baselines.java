package hexline.bench.server;

import hexline.cli.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Servers to compare the suite with: the article's three in Python, and one with Netty. */
public final class Baselines {

  private static final String NETTY_JAR = "netty/target/netty-baseline.jar";

  private Baselines() {}

  /**
   * The baselines that this machine can run.
   *
   * @param missing receives a sentence for each one that it cannot run
   */
  public static List<ServerSpec> available(Consumer<String> missing) {
    Optional<Checkout> checkout = Checkout.find();
    if (checkout.isEmpty()) {
      missing.accept("no baselines: the jar is not in a checkout with the folder bench/baselines");
      return List.of();
    }
    Path folder = checkout.get().root().resolve("bench/baselines");
    var servers = new ArrayList<ServerSpec>();
    if (hasPython()) {
      Path programs = folder.resolve("python");
      servers.add(python("python sync", programs.resolve("sync_server.py"), 1));
      servers.add(
          python("python threads", programs.resolve("threads_server.py"), ServerSpec.NO_LIMIT));
      servers.add(
          python("python asyncio", programs.resolve("asyncio_server.py"), ServerSpec.NO_LIMIT));
    } else {
      missing.accept("no baselines in Python: python3 cannot be run");
    }
    Path netty = folder.resolve(NETTY_JAR);
    if (Files.exists(netty)) {
      servers.add(netty(netty));
    } else {
      missing.accept("no baseline with Netty: " + netty + " is not built");
    }
    return servers;
  }

  private static ServerSpec python(String label, Path program, int clientsAtOnce) {
    var command = List.of("python3", "-B", program.toString(), "{port}", "--work", "{work}");
    return new ServerSpec.Started(ServerSpec.Kind.COMMAND, label, command, clientsAtOnce);
  }

  private static ServerSpec netty(Path jar) {
    var command = new ArrayList<>(List.of(JavaCommand.tool("java")));
    command.addAll(JavaCommand.FLAGS);
    command.addAll(List.of("-jar", jar.toString(), "{port}", "{work}"));
    return new ServerSpec.Started(ServerSpec.Kind.JAVA, "netty", command, ServerSpec.NO_LIMIT);
  }

  private static boolean hasPython() {
    try {
      Process python =
          new ProcessBuilder("python3", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return python.waitFor(10, TimeUnit.SECONDS) && python.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
