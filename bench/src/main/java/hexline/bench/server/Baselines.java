package hexline.bench.server;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Servers that are no part of the suite: the article's three in Python, and one with Netty. */
public final class Baselines {

  private static final String NETTY_JAR = "netty/target/netty-baseline.jar";

  private Baselines() {}

  /** The folder of this module; absent if the jar has been taken somewhere else. */
  public static Optional<Path> moduleFolder() {
    try {
      Path place =
          Path.of(Baselines.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path folder = place; folder != null; folder = folder.getParent()) {
        if (Files.isDirectory(folder.resolve("baselines/python"))) {
          return Optional.of(folder);
        }
      }
      return Optional.empty();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those that this machine can run. */
  public static List<ServerSpec> available() {
    var servers = new ArrayList<ServerSpec>();
    moduleFolder()
        .map(folder -> folder.resolve("baselines"))
        .ifPresent(folder -> {
          if (hasPython()) {
            servers.add(python("python sync", folder.resolve("python/sync_server.py"), 1));
            servers.add(
                python(
                    "python threads",
                    folder.resolve("python/threads_server.py"),
                    ServerSpec.NO_LIMIT));
            servers.add(
                python(
                    "python asyncio",
                    folder.resolve("python/asyncio_server.py"),
                    ServerSpec.NO_LIMIT));
          }
          if (Files.exists(folder.resolve(NETTY_JAR))) {
            servers.add(netty(folder.resolve(NETTY_JAR)));
          }
        });
    return servers;
  }

  private static ServerSpec python(String label, Path program, int clientsAtOnce) {
    var command = List.of("python3", "-B", program.toString(), "{port}", "--work", "{work}");
    return new ServerSpec(label, command, clientsAtOnce, false, false);
  }

  private static ServerSpec netty(Path jar) {
    var command = new ArrayList<>(List.of(JavaCommand.tool("java")));
    command.addAll(JavaCommand.FLAGS);
    command.addAll(List.of("-jar", jar.toString(), "{port}", "{work}"));
    return new ServerSpec("netty", command, ServerSpec.NO_LIMIT, false, true);
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
