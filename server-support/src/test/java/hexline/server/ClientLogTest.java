package hexline.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientLogTest {

  private static final Logger LOGGER = Logger.getLogger("hexline.client");
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 54321);

  private final List<LogRecord> events = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          events.add(event);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
    LOGGER.setLevel(null);
  }

  private List<String> messages() {
    return events.stream().map(LogRecord::getMessage).toList();
  }

  @Test
  void traceSaysStepByStepWhatHappensAndOnWhichThread() throws Exception {
    LOGGER.setLevel(Level.FINER);
    var log = new ClientLog(ADDRESS);
    Thread reader =
        Thread.ofPlatform()
            .name("reader")
            .start(() -> {
              log.connected();
              log.read(5);
              log.wrote(1);
              log.read(-1);
              log.closed();
            });
    reader.join();
    String client = "client " + log.toString().replaceAll("client ([0-9]+) .*", "$1");
    List<String> steps =
        List.of("connected from 127.0.0.1:54321", "read 5 bytes", "wrote 1 byte", "end of input");
    for (int i = 0; i < steps.size(); i++) {
      String expected = (client + " " + steps.get(i) + " ").replace("(", "\\(") + " *\\[reader\\]";
      assertTrue(messages().get(i).matches(expected), messages().get(i));
    }
    assertEquals(5, events.size());
    assertEquals(
        1, messages().stream().map(line -> line.indexOf('[')).distinct().count(), "aligned");
  }

  @Test
  void withoutTraceTheStepsAreNotLogged() {
    LOGGER.setLevel(Level.FINE);
    var log = new ClientLog(ADDRESS);
    log.connected();
    log.read(5);
    log.closed();
    assertEquals(List.of(), messages());
    log.lost(new IOException("Connection reset"));
    assertEquals(1, events.size());
    assertTrue(messages().getFirst().startsWith(log + " connection lost: "), messages()::toString);
    assertTrue(log.toString().endsWith(" (127.0.0.1:54321)"), log.toString());
  }

  @Test
  void aRejectedLineIsEscapedAndCut() {
    LOGGER.setLevel(Level.FINE);
    byte[] line = ("\n\\é" + "x".repeat(100)).getBytes(ISO_8859_1);
    new ClientLog(null).rejected(line, 0, line.length);
    String message = messages().getFirst();
    assertTrue(message.contains(": \\x0a\\x5c\\xe9" + "x".repeat(61) + "... ["), message);
  }

  @Test
  void aFailureIsOneEventWithItsStackTraceAtDebug() {
    var failure = new IllegalStateException("work failed");
    LOGGER.setLevel(Level.INFO);
    var log = new ClientLog(ADDRESS);
    log.failed(failure);
    LOGGER.setLevel(Level.FINE);
    log.failed(failure);
    assertEquals(2, events.size(), messages()::toString);
    assertEquals(Level.WARNING, events.getFirst().getLevel());
    assertNull(events.getFirst().getThrown());
    assertSame(failure, events.getLast().getThrown());
  }

  @Test
  void aJvmWithoutMemoryIsNotLoggedForEachClient() {
    LOGGER.setLevel(Level.INFO);
    long start = System.nanoTime();
    for (int i = 0; i < 1500; i++) {
      new ClientLog(ADDRESS).failed(new OutOfMemoryError("thrown by a test"));
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    assertTrue(!events.isEmpty() && events.size() <= seconds + 2, messages()::toString);
    assertTrue(messages().getFirst().contains("(failure 1 of this kind)"), messages()::toString);
  }

  @Test
  void aTimeoutNamesItsOption() {
    LOGGER.setLevel(Level.FINE);
    var log = new ClientLog(ADDRESS);
    log.noLineFor(300_000_000_000L);
    log.noRoomFor(10_000_000_000L);
    assertTrue(
        messages().getFirst().contains("closed: no complete line within 5m (--idle-timeout)"),
        messages()::toString);
    assertTrue(
        messages().getLast().contains("closed: no room for an answer within 10s (--write-timeout)"),
        messages()::toString);
  }

  @Test
  void aLogThatFailsCostsTheClientNothing() {
    LOGGER.setLevel(Level.FINER);
    LOGGER.setFilter(event -> {
      throw new OutOfMemoryError("thrown by a test");
    });
    try {
      var log = new ClientLog(ADDRESS);
      log.connected();
      log.noRoomFor(1);
      log.failed(new IllegalStateException());
      log.closed();
    } finally {
      LOGGER.setFilter(null);
    }
    assertEquals(List.of(), messages());
  }
}
