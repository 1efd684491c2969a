package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.server.ServerConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  private static final long SECOND = 1_000_000_000L;

  private static ServerConfig config(Duration idle, Duration write) {
    ServerConfig defaults = ServerConfig.onPort(0);
    return new ServerConfig(defaults.bind(), 1, 1, idle, write, defaults.drainTimeout());
  }

  private final ServerConfig config = config(Duration.ofSeconds(60), Duration.ofSeconds(10));

  @Test
  void onlyAWholeLineBuysTime() {
    var deadline = new Deadline(config);
    long now = System.nanoTime();
    deadline.waitForLine(now, 0);
    deadline.waitForLine(now + 59 * SECOND, 0);
    assertFalse(deadline.hasPassed(now + 59 * SECOND));
    assertTrue(deadline.hasPassed(now + 60 * SECOND), "R12: a byte is not a line");
    deadline.waitForLine(now + 59 * SECOND, 1);
    assertFalse(deadline.hasPassed(now + 118 * SECOND), "R12: a line is");
    assertTrue(deadline.hasPassed(now + 119 * SECOND));
  }

  @Test
  void doesNotRunBeforeTheFirstWait() {
    var deadline = new Deadline(config);
    assertFalse(deadline.hasPassed(System.nanoTime() + 3600 * SECOND));
  }

  @Test
  void tellsBytesInTimeFromNoBytes() {
    var deadline = new Deadline(config);
    long now = System.nanoTime();
    deadline.waitForLine(now, 0);
    for (int read = 0; read < 3; read++) { // a buffer of 512 bytes, and a line of 1026
      assertFalse(deadline.isLineCertainlyLate(), "R12: the rest of the line may not be read yet");
      deadline.waitForLine(now + 61 * SECOND, 0);
    }
    for (int read = 3; read < 100; read++) {
      deadline.waitForLine(now + 61 * SECOND, 0);
    }
    assertTrue(deadline.isLineCertainlyLate(), "R12: bytes have come, and no complete line");
    deadline.waitForLine(now + 61 * SECOND, 1);
    assertFalse(deadline.isLineCertainlyLate(), "R12: a line has come, although late");
    for (int read = 0; read < 100; read++) {
      deadline.waitForLine(now + 62 * SECOND, 1);
    }
    assertFalse(deadline.isLineCertainlyLate(), "R12: its time has begun anew");
  }

  @Test
  void runsForWritesOfItsOwnTime() {
    var deadline = new Deadline(config);
    long now = System.nanoTime();
    deadline.waitForWrite(now);
    assertFalse(deadline.hasPassed(now + 10 * SECOND - 1));
    assertTrue(deadline.hasPassed(now + 10 * SECOND), "R13");
    deadline.waitForWrite(now + 9 * SECOND);
    assertFalse(deadline.hasPassed(now + 10 * SECOND), "R13: a byte was accepted");
  }

  @Test
  void doesNotRunWhileTheServerIsBusy() {
    var deadline = new Deadline(config);
    deadline.stop();
    assertFalse(deadline.hasPassed(System.nanoTime() + 3600 * SECOND));
  }

  @Test
  void isLookedAtOftenEnough() {
    assertEquals(SECOND, Deadline.tick(config));
    assertEquals(
        125_000_000L, Deadline.tick(config(Duration.ofSeconds(60), Duration.ofSeconds(1))));
    assertEquals(5_000_000L, Deadline.tick(config(Duration.ofMillis(1), Duration.ofSeconds(1))));
  }
}
