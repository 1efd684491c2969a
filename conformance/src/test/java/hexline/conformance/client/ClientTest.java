package hexline.conformance.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the kit's client expects of the bytes that it receives. */
class ClientTest {

  @Test
  @DisplayName("a line ends with LF: one that is cut off is a violation")
  void lines() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var server = new ServerSocket(0, 1, loopback);
        var client =
            Client.connect(
                new InetSocketAddress(loopback, server.getLocalPort()), Duration.ofSeconds(10))) {
      try (var accepted = server.accept()) {
        accepted.getOutputStream().write(Wire.bytes("0xff\n0x10"));
      }
      assertEquals("0xff", client.line());
      Violation cut = assertThrows(Violation.class, client::line);
      assertTrue(cut.toString().contains("\"0x10\""), cut::toString);
    }
  }
}
