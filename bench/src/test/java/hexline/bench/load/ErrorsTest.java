package hexline.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ErrorsTest {

  private static void assertSays(Errors errors, String... words) {
    String first = errors.first();
    assertNotNull(first, "it is said in words");
    for (String word : words) {
      assertTrue(first.contains(word), first);
    }
  }

  @Test
  @DisplayName("no descriptor is the client's own lack, and the text says what helps")
  void descriptors() {
    var errors = new Errors();
    errors.addWithoutSocket(new SocketException("Too many open files"));
    assertEquals(Map.of(Errors.Kind.CLIENT, 1L), errors.counts());
    assertSays(errors, "Too many open files", "load engine itself", "ulimit -n", "fewer");
  }

  @Test
  @DisplayName("no local port is the client's own lack, whatever language the system speaks")
  void ports() {
    var errors = new Errors();
    errors.addNotConnected(
        new BindException("Die angeforderte Adresse kann nicht zugewiesen werden"));
    assertEquals(Map.of(Errors.Kind.CLIENT, 1L), errors.counts());
    assertSays(errors, "load engine itself", "ip_local_port_range", "fewer");
  }

  @Test
  @DisplayName("a connection that the other side refuses is not")
  void refused() {
    var errors = new Errors();
    errors.addNotConnected(new ConnectException("Connection refused"));
    assertEquals(Map.of(Errors.Kind.REFUSED, 1L), errors.counts());
    assertEquals("connect: Connection refused", errors.first());
  }

  @Test
  @DisplayName("in a sum the counts are added, and the first error is the earliest of all")
  void sum() {
    var early = new Errors();
    early.add(Errors.Kind.WRONG, 2, "early");
    long then = System.nanoTime();
    while (System.nanoTime() == then) {
      Thread.onSpinWait();
    }
    var late = new Errors();
    late.add(Errors.Kind.WRONG, 1, "late");
    late.add(Errors.Kind.RESET, 1, "later");
    var sum = new Errors();
    sum.add(late);
    sum.add(early);
    sum.add(new Errors());
    assertEquals("early", sum.first());
    assertEquals(Map.of(Errors.Kind.WRONG, 3L, Errors.Kind.RESET, 1L), sum.counts());
  }
}
