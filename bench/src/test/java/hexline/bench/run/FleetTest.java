package hexline.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FleetTest {

  private static final ServerSpec NIO = Children.suite("nio").getFirst();
  private static final ServerSpec SYNC = Children.suite("sync").getFirst();

  private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
  private final Fleet fleet = new Fleet(errors::add);

  @AfterEach
  void stop() {
    fleet.stop();
  }

  private MeasuredServer process(ServerSpec server) {
    return fleet.process(server).orElseThrow(() -> new AssertionError(errors.toString()));
  }

  private void assertOneError(String start, String label) {
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.getFirst().startsWith(start), errors::toString);
    assertTrue(
        errors.getFirst().endsWith("; " + label + " is not measured any further"),
        errors::toString);
  }

  @Test
  @DisplayName("servers that speak the protocol run until the fleet stops, and can start again")
  void runs() {
    List<ServerSpec> both = List.of(NIO, SYNC);
    fleet.start(both, "none");
    assertEquals(both, fleet.alive(both), errors::toString);
    MeasuredServer one = process(NIO);
    MeasuredServer other = process(SYNC);
    fleet.stop();
    assertFalse(one.isAlive() || other.isAlive(), "ended");
    assertEquals(List.of(), fleet.alive(both));
    fleet.start(List.of(NIO), "none");
    assertEquals(List.of(NIO), fleet.alive(both));
    assertEquals(List.of(), errors, "being stopped is no error");
  }

  @Test
  @Tag("thorough")
  @DisplayName("a server that has ended is reported once, with what it said, and not started again")
  void ended() {
    fleet.start(List.of(NIO, SYNC), "none");
    MeasuredServer nio = process(NIO);
    nio.close();
    for (int i = 0; i < 3; i++) {
      assertEquals(Optional.empty(), fleet.process(NIO));
      assertEquals(List.of(SYNC), fleet.alive(List.of(NIO, SYNC)));
    }
    assertOneError("nio has ended: ", "nio");
    assertTrue(errors.getFirst().contains("listening on 127.0.0.1"), errors::toString);
    fleet.start(List.of(NIO), "none");
    assertEquals(List.of(SYNC), fleet.alive(List.of(NIO, SYNC)), "not started again");
    assertEquals(1, errors.size(), errors::toString);
  }

  @Test
  @Tag("thorough")
  @DisplayName("a server that takes one read for one line is given up at once, and ended")
  void article() {
    ServerSpec article = Children.article();
    fleet.start(List.of(article, NIO), "none");
    assertEquals(List.of(NIO), fleet.alive(List.of(article, NIO)));
    assertOneError("article: ", "article"); // R1, or if the machine is busy what follows from it
  }

  @Test
  @DisplayName("a server that does not start is given up, and the others start")
  void doesNotStart() {
    ServerSpec broken = Children.java("broken", 1, FleetTest.class); // has no main method
    fleet.start(List.of(broken, NIO), "none");
    assertEquals(List.of(NIO), fleet.alive(List.of(broken, NIO)));
    assertOneError("broken ended with exit code 1 before it listened: ", "broken");
  }

  @Test
  @Tag("thorough")
  @DisplayName("an action that fails for one server ends this one, and not those beside it")
  void action() {
    fleet.start(List.of(NIO, SYNC), "none");
    MeasuredServer nio = process(NIO);
    fleet.atOnce(
        List.of(NIO, SYNC),
        server -> {
          if (server.equals(NIO)) {
            throw new IOException("the action failed");
          }
        });
    assertFalse(nio.isAlive(), "ended");
    assertTrue(process(SYNC).isAlive(), "goes on");
    assertOneError("the action failed", "nio");
    var ran = Collections.synchronizedList(new ArrayList<ServerSpec>());
    fleet.atOnce(List.of(NIO, SYNC), ran::add);
    assertEquals(List.of(SYNC), ran, "nothing is done with a server that was given up");
  }

  @Test
  @DisplayName("a second reason to give a server up is not reported")
  void twice() {
    fleet.giveUp(NIO, "first");
    fleet.giveUp(NIO, "second");
    assertOneError("first", "nio");
  }

  @Test
  @Tag("thorough")
  @DisplayName("a server that answers without parsing can be started without the check")
  void unchecked() throws IOException {
    ServerSpec nullServer = ServerSpec.nullServer();
    MeasuredServer process = fleet.startUnchecked(nullServer, "none");
    assertEquals(Optional.of(process), fleet.process(nullServer));
    assertEquals(List.of(), errors);
    fleet.stop();
    fleet.start(List.of(nullServer), "none");
    assertOneError("null: ", "null");
  }
}
