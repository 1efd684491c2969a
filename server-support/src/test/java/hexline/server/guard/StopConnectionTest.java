package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class StopConnectionTest {

  private static ServerSocket listen() throws IOException {
    var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(10_000);
    return listener;
  }

  private static StopConnection to(ServerSocket listener, boolean mayBind) {
    return new StopConnection((InetSocketAddress) listener.getLocalSocketAddress(), mayBind);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "R14: the acceptor tells it from the clients before it, with a port of its own or not")
  void isToldFromClients(boolean mayBind) throws Exception {
    for (int i = 0; i < 100; i++) { // the acceptor may be early or late
      try (ServerSocket listener = listen();
          var client = new Socket()) {
        client.connect(listener.getLocalSocketAddress(), 10_000);
        StopConnection stop = to(listener, mayBind);
        Thread closer = Thread.ofPlatform().name("closer").unstarted(() -> connectUntilDone(stop));
        closer.start();
        try (Socket first = listener.accept()) {
          assertFalse(stop.is(first.getRemoteSocketAddress()), "the client came first");
        }
        Socket next = listener.accept();
        while (!stop.is(next.getRemoteSocketAddress())) { // an attempt that took too long
          next.close();
          next = listener.accept();
        }
        next.close();
        closer.join();
      }
    }
  }

  private static void connectUntilDone(StopConnection stop) {
    for (int i = 0; i < 1000; i++) { // a later call does nothing
      stop.connect();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("an attempt that fails is made again, and leaves nobody waiting")
  void failedAttempt(boolean mayBind) throws Exception {
    InetSocketAddress address;
    StopConnection stop;
    try (ServerSocket gone = listen()) {
      address = (InetSocketAddress) gone.getLocalSocketAddress();
      stop = to(gone, mayBind);
    }
    stop.connect();
    assertFalse(stop.is(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
    try (var listener = new ServerSocket()) {
      listener.setReuseAddress(true);
      listener.setSoTimeout(10_000);
      listener.bind(address);
      connectUntilDone(stop);
      try (Socket accepted = listener.accept()) {
        assertTrue(stop.is(accepted.getRemoteSocketAddress()));
      }
    }
  }
}
