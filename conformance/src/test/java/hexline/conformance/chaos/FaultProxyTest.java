package hexline.conformance.chaos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.chaos.EchoPeer.Conversation;
import hexline.conformance.chaos.Toxic.Bandwidth;
import hexline.conformance.chaos.Toxic.Kind;
import hexline.conformance.chaos.Toxic.Latency;
import hexline.conformance.chaos.Toxic.LimitData;
import hexline.conformance.chaos.Toxic.ResetPeer;
import hexline.conformance.chaos.Toxic.Slicer;
import hexline.conformance.chaos.Toxic.SlowClose;
import hexline.conformance.chaos.Toxic.Timeout;
import hexline.conformance.client.Client;
import hexline.conformance.client.Exchange;
import hexline.conformance.client.Exchange.Ending;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@org.junit.jupiter.api.Timeout(120) // not the toxic
class FaultProxyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long SEED = 5;
  private static final byte[] BYTES = Wire.random(new Random(1), 3000);

  private final EchoPeer peer = new EchoPeer();

  @AfterEach
  void closePeer() throws IOException {
    peer.close();
  }

  private FaultProxy proxy(Toxics toxics) throws IOException {
    return FaultProxy.start(peer.address(), toxics, SEED);
  }

  private static Exchange connect(InetSocketAddress address) {
    return new Exchange(Client.connect(address, PATIENCE));
  }

  /** How the peer has seen the next client that ends. */
  private Conversation seenByPeer() throws InterruptedException {
    return Objects.requireNonNull(
        peer.ended.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "no client has ended");
  }

  static Stream<List<Toxic>> harmless() {
    Duration time = Duration.ofMillis(5);
    return Stream.of(
        List.of(),
        List.of(new Latency(time, time)),
        List.of(new Bandwidth(100_000)),
        List.of(new Slicer(40, 39, Duration.ofNanos(100_000))),
        List.of(new SlowClose(time)),
        List.of(new Slicer(100, 50, Duration.ZERO), new Latency(time, Duration.ZERO)),
        List.of(new Bandwidth(200_000), new Slicer(30, 0, Duration.ZERO), new SlowClose(time)));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  @DisplayName("late, slow and sliced bytes are the same bytes, in order, then FIN")
  void passesAll(List<Toxic> toxics) throws Exception {
    try (var proxy = proxy(new Toxics(toxics, toxics));
        var client = connect(proxy.address())) {
      client.send(BYTES).finish();
      assertEquals(Ending.FIN, client.awaitEnding());
      assertArrayEquals(BYTES, client.received());
      assertEquals(new Conversation(BYTES.length, true), seenByPeer());
      assertTrue(proxy.areOverWithin(PATIENCE), "both directions have ended");
    }
  }

  static Stream<Toxics> late() {
    Duration time = Duration.ofMillis(25);
    return Stream.of(
        Toxics.eachWay(new Latency(time.multipliedBy(2), time)),
        Toxics.toServer(new Bandwidth(BYTES.length * 20)),
        Toxics.toClient(new Bandwidth(BYTES.length * 20)),
        Toxics.eachWay(new SlowClose(time)),
        Toxics.toServer(new Timeout(time.multipliedBy(2))));
  }

  @ParameterizedTest
  @MethodSource("late")
  @DisplayName("a toxic that holds something up does so for as long as it says")
  void takesItsTime(Toxics toxics) throws Exception {
    long start = System.nanoTime(); // before the connection, as a timeout counts from there
    try (var proxy = proxy(toxics);
        var client = connect(proxy.address())) {
      client.send(BYTES).finish();
      assertEquals(Ending.FIN, client.awaitEnding());
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertTrue(millis >= 45, () -> "only " + millis + " ms: " + toxics);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 2999, 3000, 4000})
  @DisplayName("limit_data: so many bytes pass, then FIN; the other direction is as it was")
  void limitData(int most) throws Exception {
    byte[] passing = Arrays.copyOf(BYTES, Math.min(most, BYTES.length));
    try (var proxy = proxy(Toxics.toServer(new LimitData(most)));
        var client = connect(proxy.address())) {
      client.send(BYTES).finish();
      assertEquals(Ending.FIN, client.awaitEnding());
      assertArrayEquals(passing, client.received());
      assertEquals(new Conversation(passing.length, true), seenByPeer());
    }
    try (var proxy = proxy(Toxics.toClient(new LimitData(most)));
        var client = connect(proxy.address())) {
      client.send(BYTES).finish();
      assertEquals(Ending.FIN, client.awaitEnding());
      assertArrayEquals(passing, client.received());
      assertEquals(new Conversation(BYTES.length, true), seenByPeer());
      assertTrue(proxy.areOverWithin(PATIENCE), "the rest is discarded");
    }
  }

  @Test
  @DisplayName("reset_peer: both sides get a reset")
  void resetPeer() throws Exception {
    try (var proxy = proxy(Toxics.toClient(new ResetPeer(Duration.ofMillis(5))));
        var client = connect(proxy.address())) {
      client.send(BYTES);
      assertEquals(Ending.RESET, client.awaitEnding());
      assertFalse(seenByPeer().endedWithFin(), "no FIN");
      assertTrue(proxy.areOverWithin(PATIENCE), "a reset ends both directions");
    }
  }

  @Test
  @DisplayName("timeout: no byte passes, then FIN does; if the time is zero, nothing ever does")
  void timeout() throws Exception {
    try (var proxy = proxy(Toxics.toServer(new Timeout(Duration.ofMillis(5))));
        var client = connect(proxy.address())) {
      client.send(BYTES);
      assertEquals(Ending.FIN, client.awaitEnding());
      assertEquals(0, client.received().length);
      assertEquals(new Conversation(0, true), seenByPeer());
    }
    try (var proxy = proxy(Toxics.toClient(new Timeout(Duration.ZERO)));
        var client = connect(proxy.address())) {
      client.send(BYTES).finish();
      assertEquals(new Conversation(BYTES.length, true), seenByPeer());
      assertFalse(proxy.areOverWithin(Duration.ofMillis(50)), "nothing ends towards the client");
      assertEquals(Ending.NONE, client.ending());
    }
  }

  @Test
  @DisplayName("a reset by a side reaches the other one")
  void passesReset() throws Exception {
    try (var proxy = proxy(Toxics.NONE);
        var client = connect(proxy.address())) {
      client.send(BYTES).awaitBytes(BYTES.length);
      client.reset();
      assertEquals(new Conversation(BYTES.length, false), seenByPeer());
      assertTrue(proxy.areOverWithin(PATIENCE), "a reset ends both directions");
    }
  }

  @Test
  @DisplayName("down: connections are reset, and no new one is taken until it is up again")
  void down() throws Exception {
    try (var proxy = proxy(Toxics.NONE)) {
      InetSocketAddress address = proxy.address();
      try (var client = connect(address)) {
        client.send(BYTES).awaitBytes(BYTES.length);
        proxy.down();
        assertEquals(Ending.RESET, client.awaitEnding());
      }
      assertThrows(Violation.class, () -> connect(address));
      proxy.up();
      assertEquals(address, proxy.address());
      try (var client = connect(address)) {
        client.send(BYTES).finish();
        assertEquals(Ending.FIN, client.awaitEnding());
      }
    }
  }

  @Test
  @DisplayName("a server that does not listen is a reset for the client")
  void noServer() throws Exception {
    peer.close();
    try (var proxy = proxy(Toxics.NONE);
        var client = connect(proxy.address())) {
      assertEquals(Ending.RESET, client.awaitEnding());
    } catch (Violation e) { // it comes while the client connects
      assertTrue(String.valueOf(e.getMessage()).contains("reset"), e::toString);
    }
  }

  @Test
  @DisplayName("what reaches the other side is known before, unless there may be a reset")
  void reaching() {
    byte[] bytes = Wire.bytes("123456");
    Toxics cut = Toxics.toServer(new Slicer(2, 1, Duration.ZERO), new LimitData(4));
    assertEquals("1234", Wire.text(cut.reachingServer(bytes)));
    assertEquals("123456", Wire.text(cut.reachingClient(bytes)));
    Toxics hole = Toxics.toClient(new LimitData(4), new Timeout(Duration.ZERO));
    assertEquals("", Wire.text(hole.reachingClient(bytes)));
    assertFalse(hole.mayReset());
    assertTrue(Toxics.toClient(new ResetPeer(Duration.ZERO)).mayReset());
  }

  @Test
  @DisplayName("a toxic counts as injected when it has changed what passes")
  void injected() throws Exception {
    var slicer = new Slicer(100, 50, Duration.ZERO);
    var limit = new LimitData(BYTES.length - 1);
    var late = new ResetPeer(Duration.ofHours(1));
    var high = new LimitData(BYTES.length + 1);
    var close = new SlowClose(Duration.ofMillis(1));
    FaultProxy proxy = proxy(new Toxics(List.of(slicer, limit, late, close), List.of(high, close)));
    try (proxy) {
      try (var client = connect(proxy.address())) {
        client.send(BYTES).finish();
        assertEquals(Ending.FIN, client.awaitEnding());
      }
      assertTrue(proxy.areOverWithin(PATIENCE), "both directions have ended");
    }
    assertEquals(Set.of(slicer, limit, close), Set.copyOf(proxy.injected()));
    assertEquals(3, proxy.injected().size(), "the limit has passed FIN before the slow close");
    FaultProxy resetting = proxy(Toxics.toServer(new ResetPeer(Duration.ZERO)));
    try (resetting;
        var client = connect(resetting.address())) {
      client.send(BYTES);
      assertEquals(Ending.RESET, client.awaitEnding());
      assertTrue(resetting.areOverWithin(PATIENCE), "a reset ends both directions");
    }
    assertEquals(List.of(Kind.RESET_PEER), resetting.injected().stream().map(Toxic::kind).toList());
  }

  @Test
  @DisplayName("a seed always draws the same toxics, and a hundred draws have every kind of them")
  void drawn() {
    var kinds = EnumSet.noneOf(Kind.class);
    for (long seed = 1; seed <= 100; seed++) {
      Toxics toxics = Toxics.draw(new SplittableRandom(seed), 400, Duration.ofMillis(100));
      assertEquals(toxics, Toxics.draw(new SplittableRandom(seed), 400, Duration.ofMillis(100)));
      for (List<Toxic> way : List.of(toxics.upstream(), toxics.downstream())) {
        assertTrue(way.size() <= 2, toxics::toString);
        way.forEach(toxic -> kinds.add(toxic.kind()));
      }
    }
    assertEquals(EnumSet.allOf(Kind.class), kinds);
  }

  @Test
  @DisplayName("toxics with which no byte would ever pass are refused")
  void impossible() {
    assertThrows(IllegalArgumentException.class, () -> new Bandwidth(0));
    assertThrows(IllegalArgumentException.class, () -> new Slicer(3, 3, Duration.ZERO));
  }
}
