package hexline.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.RequestTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(120)
class MeasuredServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A script that announces itself as servers of the suite do. */
  private static ServerSpec.Started shell(String script) {
    return new ServerSpec.Started(ServerSpec.Kind.SUITE, "shell", List.of("sh", "-c", script), 1);
  }

  private static String message(IOException e) {
    return String.valueOf(e.getMessage());
  }

  @Test
  @DisplayName("a server runs until it is closed, and answers meanwhile")
  void runs() throws IOException {
    MeasuredServer server = MeasuredServer.start(ServerSpec.nullServer(), "none");
    try (server;
        var client = new Socket(server.address().getAddress(), server.address().getPort())) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write("4312\n".getBytes(ISO_8859_1));
      byte[] answer = client.getInputStream().readNBytes("0x10d8\n".length());
      assertEquals("0x10d8\n", new String(answer, ISO_8859_1), "its only answer");
    }
    assertFalse(server.isAlive(), "closed means ended");
  }

  @Test
  @DisplayName("the null server announces itself in ASCII, whatever its locale")
  void localeOfNullServer() throws IOException {
    var command = new ArrayList<>(JavaCommand.forServer(NullServer.class.getName()));
    command.addAll(1, List.of("-Duser.language=ar", "-Duser.country=EG"));
    var spec = new ServerSpec.Started(ServerSpec.Kind.NULL, "arabic", command, ServerSpec.NO_LIMIT);
    try (var server = MeasuredServer.start(spec, "none")) {
      assertTrue(server.address().getPort() > 0, "its port was read");
    }
  }

  @Test
  @DisplayName("a command that ends at once is an error with the last lines that it printed")
  void endsAtOnce() {
    var error =
        assertThrows(
            IOException.class,
            () -> MeasuredServer.start(shell("echo cannot listen >&2; exit 1"), "none"));
    assertEquals("shell ended with exit code 1 before it listened: cannot listen", message(error));
  }

  @Test
  @DisplayName("a first line that does not end, or that a terminal would obey, is cut and escaped")
  void noAnnouncement() {
    var error =
        assertThrows(
            IOException.class,
            () ->
                MeasuredServer.start(shell("printf '\\033[2J%09000d' 0; exec sleep 300"), "none"));
    assertTrue(
        message(error).matches("shell printed '.x1b\\[2J0{1996} \\.\\.\\. \\(cut: .*"),
        () -> message(error));
  }

  @Test
  @DisplayName("an external command that ends at once is an error too, not a wait for its port")
  void externalEndsAtOnce() {
    ServerSpec spec = ServerSpec.parse("gone=sh -c 'exit 3' {port}");
    var error = assertThrows(IOException.class, () -> MeasuredServer.start(spec, "none"));
    assertTrue(message(error).contains("before it listened"), () -> message(error));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName(
      "a command that leaves its server in the background is an error, and the server ends")
  void background() {
    ServerSpec spec = ServerSpec.parse("daemon=sh -c 'sleep 300 & echo $!' {port}");
    var error = assertThrows(IOException.class, () -> MeasuredServer.start(spec, "none"));
    String[] parts = message(error).split(": ", -1);
    assertEquals(
        "daemon ended with exit code 0 and left a process in the background before it listened",
        parts[0]);
    ProcessHandle.of(Long.parseLong(parts[1])).ifPresent(left -> left.onExit().join());
  }

  @Test
  @DisplayName("a program that does not exist is an error")
  void noProgram() {
    ServerSpec spec = ServerSpec.parse("none=/no/such/program {port}");
    assertThrows(IOException.class, () -> MeasuredServer.start(spec, "none"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("a server that ignores SIGTERM is ended by force")
  void stubborn() throws IOException {
    String script =
        "trap '' TERM; echo stubborn listening on 127.0.0.1:1; while :; do sleep 1; done";
    MeasuredServer server = MeasuredServer.start(shell(script), "none", Duration.ofMillis(200));
    server.close();
    assertFalse(server.isAlive(), "closed means ended");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("children of servers end with them")
  void children() throws IOException {
    String script = "sleep 300 & echo parent listening on 127.0.0.1:1; wait";
    MeasuredServer one = MeasuredServer.start(shell(script), "none");
    MeasuredServer other = MeasuredServer.start(shell(script), "none");
    var children = new ArrayList<ProcessHandle>();
    children.addAll(one.family().subList(1, one.family().size()));
    children.addAll(other.family().subList(1, other.family().size()));
    assertEquals(2, children.size(), "each script has one child");
    MeasuredServer.close(List.of(one, other));
    assertFalse(one.isAlive() || other.isAlive(), "both have ended");
    children.forEach(child -> child.onExit().join()); // and so are these
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("what children use is used by the server")
  void family() throws IOException {
    String script = "echo a listening on 127.0.0.1:1; (while :; do :; done) & wait";
    try (var server = MeasuredServer.start(shell(script), "none")) {
      List<ProcessHandle> family = server.family();
      while (family.size() < 2) { // the test's time limit is this loop's, too
        Thread.onSpinWait();
        family = server.family();
      }
      CpuClock all = CpuClock.of(family);
      while (all.nanos() < 50_000_000) {
        Thread.onSpinWait();
      }
      long own = CpuClock.of(family.subList(0, 1)).nanos();
      assertTrue(own < 50_000_000, () -> "the child's, for the server itself only waits: " + own);
      assertEquals(2, server.figures().orElseThrow().threads(), "a thread in each");
    }
  }

  /** Starts a server, prints its process id, and waits. */
  static final class Owner {
    public static void main(String[] args) throws IOException, InterruptedException {
      var server = MeasuredServer.start(ServerSpec.nullServer(), "none");
      System.out.println(server.pid().orElseThrow());
      Thread.sleep(Duration.ofMinutes(5)); // until it is killed
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("a server ends with the JVM that started it, even by SIGKILL")
  void ownerKilled() throws IOException {
    String java = JavaCommand.tool("java");
    Process owner =
        new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), Owner.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out = new BufferedReader(new InputStreamReader(owner.getInputStream(), UTF_8))) {
      ProcessHandle server = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertTrue(server.isAlive(), "it runs");
      owner.toHandle().destroyForcibly();
      server.onExit().join();
      assertFalse(server.isAlive(), "it is gone");
    } finally {
      owner.destroyForcibly();
    }
  }

  @Test
  @DisplayName("a null server with two event loops answers every client as with one")
  void loopsOfNullServer() throws IOException {
    var trial = new Trial(Duration.ofMillis(100), 1, Duration.ofMillis(100), PATIENCE);
    try (var server = MeasuredServer.start(ServerSpec.nullServer(2), "none")) {
      Observation seen =
          trial.run(
              server, "none", new Load.Closed(7, 3), RequestTable.repeated(NullServer.NUMBER), 1);
      Measurement measured = seen.measurement();
      assertEquals(Map.of(), measured.errors(), () -> "no errors, but " + measured.firstError());
      assertEquals(7, measured.served(), "clients of both loops");
      assertTrue(
          seen.process().orElseThrow().after().threadNames().isEmpty() // not Linux
              || seen.process().orElseThrow().after().threadNames().containsValue("event-loop-2"),
          () -> seen.process().toString());
    }
  }

  @Test
  @DisplayName("the null server has a loop for each processor that the load threads leave")
  void numberOfLoops() {
    assertEquals(1, NullServer.loops(2, 1), "one each");
    assertEquals(6, NullServer.loops(8, 2));
    assertEquals(4, NullServer.loops(2, 4), "no fewer than load threads");
  }

  @Test
  @DisplayName("a trial sees a server from both sides")
  void trial() throws IOException {
    var trial = new Trial(Duration.ofMillis(300), 2, Duration.ofMillis(300), PATIENCE);
    try (var server = MeasuredServer.start(ServerSpec.nullServer(), "none")) {
      Observation seen =
          trial.run(
              server, "none", new Load.Closed(8, 4), RequestTable.repeated(NullServer.NUMBER), 1);
      Measurement measured = seen.measurement();
      assertEquals(Map.of(), measured.errors(), () -> "no errors, but " + measured.firstError());
      assertTrue(seen.serverCpuNanos() > 0, "a busy server uses CPU");
      assertTrue(measured.engineCpuNanos() > 0, "and so does the engine");
      ProcessFigures after = seen.process().orElseThrow().after();
      assertTrue(
          after.residentBytes() > 256L << 20, "the heap of 256 MB is resident from the start");
      assertTrue(after.threads() > 1, "a JVM has threads");
      assertTrue(after.openFiles() > 8, "eight connections are open");
      assertTrue(seen.switches().isPresent(), "its switches are counted");
    }
  }

  @Test
  @DisplayName("a server that runs already is loaded, its process is not known, and it goes on")
  void remote() throws IOException {
    try (var running = MeasuredServer.start(ServerSpec.nullServer(), "none")) {
      ServerSpec spec =
          ServerSpec.remote("localhost", running.address().getPort(), ServerSpec.NO_LIMIT);
      var trial = new Trial(Duration.ZERO, 1, Duration.ofMillis(300), PATIENCE);
      try (var remote = MeasuredServer.start(spec, "none")) {
        Observation seen =
            trial.run(
                remote, "none", new Load.Closed(4, 1), RequestTable.repeated(NullServer.NUMBER), 1);
        Measurement measured = seen.measurement();
        assertEquals(Map.of(), measured.errors(), () -> "no errors, but " + measured.firstError());
        assertTrue(seen.process().isEmpty() && seen.switches().isEmpty(), "nothing is known of it");
        assertEquals(0, seen.busiestThread().share(), "of no thread either");
        assertEquals(List.of(), remote.family());
        assertTrue(remote.pid().isEmpty() && remote.figures().isEmpty(), "no process");
        assertThrows(
            IllegalArgumentException.class,
            () -> IdleMemory.measure(remote, 4, RequestTable.mixed(1), PATIENCE));
      }
      assertTrue(running.isAlive(), "closing does not end it");
    }
  }

  @Test
  @DisplayName("a remote server that does not listen is an error that says where")
  void remoteGone() throws IOException {
    int port;
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listener.getLocalPort();
    }
    ServerSpec spec = ServerSpec.remote("127.0.0.1", port, ServerSpec.NO_LIMIT);
    var error = assertThrows(IOException.class, () -> MeasuredServer.start(spec, "none"));
    assertTrue(
        message(error).startsWith("remote: cannot connect to 127.0.0.1, port " + port + ": "),
        () -> message(error));
  }

  @Test
  @DisplayName("the announced host is where the server is asked, and only loopback is taken")
  void announcedHost() throws IOException {
    for (String wildcard : List.of("0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]")) {
      assertEquals(
          new InetSocketAddress("127.0.0.1", 7),
          Announcement.address("a-server listening on " + wildcard + ":7 (pid 1)"));
    }
    assertEquals(
        new InetSocketAddress("::1", 65535),
        Announcement.address("a-server listening on [0:0:0:0:0:0:0:1]:65535 (pid 1)"));
    assertEquals(
        new InetSocketAddress("127.0.0.2", 7),
        Announcement.address("a-server listening on 127.0.0.2:7 (pid 1)"));
    var other =
        assertThrows(
            IOException.class,
            () -> Announcement.address("a-server listening on 192.0.2.1:7 (pid 1)"));
    assertTrue(message(other).startsWith("listens on 192.0.2.1, which is not loopback; "));
    var none =
        assertThrows(IOException.class, () -> Announcement.address("\033[1mlistening on port 7"));
    assertEquals(
        "printed '\\x1b[1mlistening on port 7' instead of a line with 'listening on HOST:PORT'",
        message(none));
  }

  @Test
  @Tag("thorough")
  @DisplayName("a server of the suite on another address of loopback is asked there")
  void otherAddress() throws IOException {
    try (var server = MeasuredServer.start(ServerSpec.parse("nio --host 0.0.0.0"), "none")) {
      assertEquals(Optional.empty(), ProtocolCheck.failure(server.address(), PATIENCE));
    }
    Assumptions.assumeTrue(canListenOn("127.0.0.2"), "this system has only 127.0.0.1");
    try (var server = MeasuredServer.start(ServerSpec.parse("nio --host=127.0.0.2"), "none")) {
      assertEquals("127.0.0.2", server.address().getHostString());
      assertEquals(Optional.empty(), ProtocolCheck.failure(server.address(), PATIENCE));
    }
  }

  private static boolean canListenOn(String address) {
    try (var listener = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return listener.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  @DisplayName("idle memory has five points, and descriptors grow with the connections")
  void idle() throws IOException {
    try (var server = MeasuredServer.start(ServerSpec.nullServer(), "none")) {
      IdleMemory idle =
          IdleMemory.measure(server, 80, RequestTable.repeated(NullServer.NUMBER), PATIENCE);
      assertNull(idle.error(), "nothing went wrong");
      assertEquals(
          List.of(0, 20, 40, 60, 80),
          idle.points().stream().map(IdleMemory.Point::connections).toList(),
          "five points");
      long grown = idle.points().getLast().openFiles() - idle.points().getFirst().openFiles();
      assertEquals(80, grown, "one descriptor for each connection");
      assertTrue(
          idle.points().stream().allMatch(point -> point.heapBytes() > 0), "the heap was read");
    }
  }

  @Test
  @DisplayName("the slope is the median of those between all pairs")
  void slope() {
    var idle =
        new IdleMemory(
            "made up",
            List.of(
                new IdleMemory.Point(0, 1000, 10, 1, 1),
                new IdleMemory.Point(10, 3100, 110, 1, 1),
                new IdleMemory.Point(20, 4900, 210, 1, 1),
                new IdleMemory.Point(30, 7000, 310, 1, 1)),
            null);
    assertEquals(197.5, idle.residentSlope(), 1e-9, "of resident memory");
    assertEquals(10, idle.heapSlope(), 1e-9, "of the heap");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("context switches are summed over all threads")
  void switches() throws IOException, InterruptedException {
    int waits = 500;
    var waited = new CountDownLatch(1);
    var measured = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("waiter")
        .start(() -> {
          for (int i = 0; i < waits; i++) {
            LockSupport.parkNanos(100_000);
          }
          waited.countDown();
          awaitUninterruptibly(measured); // the counts of a thread that has ended are lost
        });
    waited.await();
    ContextSwitches seen = ProcessFigures.of(List.of(ProcessHandle.current())).switches();
    measured.countDown();
    assertTrue(seen.voluntary() >= waits, () -> "a thread waited " + waits + " times: " + seen);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
