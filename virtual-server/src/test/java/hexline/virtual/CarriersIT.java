package hexline.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.client.Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --carriers N}: a property of the JVM, so it is looked at from outside. */
@Timeout(180)
class CarriersIT {

  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Pattern LISTENING = Pattern.compile(".* on 127\\.0\\.0\\.1:(\\d+) .*");
  private static final int CLIENTS = 8;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  @EnabledOnOs(value = OS.LINUX, disabledReason = "threads are named in /proc")
  @DisplayName("virtual threads that all want to run are carried by so many threads")
  void carriers(int count) throws Exception {
    Process server = start("--carriers", "" + count, "--work", "cpu:20ms");
    var clients = new ArrayList<Client>();
    try {
      InetSocketAddress address = address(server);
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Client.connect(address, WAIT).send("1\n2\n3\n4\n5\n"));
      }
      for (Client client : clients) {
        client.expect("0x1", "0x2", "0x3", "0x4", "0x5").expectEndAfterFinish();
      }
      assertEquals(count, carriersOf(server), "carriers");
    } finally {
      clients.forEach(Client::close);
      server.destroy();
      assertTrue(server.waitFor(20, TimeUnit.SECONDS), "it ends");
    }
  }

  private static Process start(String... options) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", "target/virtual-server.jar", "--port", "0"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static InetSocketAddress address(Process server) throws IOException {
    var output =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    Matcher line = LISTENING.matcher(String.valueOf(output.readLine()));
    assertTrue(line.matches(), "it says where it listens");
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(line.group(1)));
  }

  private static long carriersOf(Process server) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + server.pid() + "/task"))) {
      return threads.filter(CarriersIT::isCarrier).count();
    }
  }

  private static boolean isCarrier(Path thread) {
    try { // the name is cut to 15 characters
      return Files.readString(thread.resolve("comm")).startsWith("ForkJoinPool-1-");
    } catch (IOException e) {
      return false; // it has ended
    }
  }
}
