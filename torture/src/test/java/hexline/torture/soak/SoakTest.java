package hexline.torture.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hexline.conformance.Settings;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Wire;
import hexline.torture.server.Subject;
import hexline.torture.server.Subject.Kind;
import hexline.torture.server.Subjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SoakTest {

  private static final Duration SHORT = Duration.ofSeconds(4);

  private static SoakResult soak(Subject subject) throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "samples are read from /proc");
    var samples = new AtomicInteger();
    SoakResult result = Soak.run(subject, SHORT, 7, samples::incrementAndGet);
    assertEquals(4, result.samples().size(), result::toString);
    assertEquals(4, samples.get());
    return result;
  }

  @Test
  @Timeout(300)
  @DisplayName("a server gives no wrong answer, and is as it was when the clients have gone")
  void stands() throws Exception {
    SoakResult result = soak(Subjects.ofSuite("nio", Settings.standard()));
    assertEquals(0, result.wrong(), result::toString);
    assertTrue(result.answers() > 0, result::toString);
    assertTrue(result.samples().getFirst().residentBytes() > 0, result::toString);
    assertEquals(Habit.values().length + 1, result.conversations().size(), "habits, and the proxy");
    long faults = result.faults().values().stream().mapToLong(count -> count).sum();
    assertTrue(faults > 0, result::toString);
  }

  @Test
  @Tag("thorough")
  @Timeout(300)
  @DisplayName("the article's server, which a reset ends, does not stand it")
  void falls() throws Exception {
    Subject article =
        Subjects.others(Settings.standard(), missing -> {}).stream()
            .filter(each -> each.kind() == Kind.OTHER && each.label().equals("article"))
            .findFirst()
            .orElseThrow();
    SoakResult result = Soak.run(article, SHORT, 7, () -> {});
    assertFalse(result.problems().isEmpty(), result::toString);
  }

  @Test
  @DisplayName("growth is that of the last quarter over the second, so that a warm-up is none")
  void growth() {
    assertEquals(0, Soak.growth(samples(900, 100, 100, 100, 100, 100, 100, 100)));
    assertEquals(30, Soak.growth(samples(0, 0, 100, 100, 110, 120, 130, 130)));
    assertEquals(0, Soak.growth(samples(1, 2, 3)));
  }

  @Test
  @DisplayName("a wrong answer, a leak and growth are problems")
  void problems() {
    var nothing = new SoakResult.Left(0, 3, 1000L);
    assertEquals(List.of(), Soak.problems(0, 4 << 20, nothing));
    assertEquals(1, Soak.problems(1, 0, nothing).size());
    assertEquals(
        List.of("memory has grown by 64 MB", "50 descriptors are left", "24 threads are left"),
        Soak.problems(0, 64 << 20, new SoakResult.Left(50, 24, null)));
  }

  @Test
  @DisplayName("a sample is a second, or a part of a long soak")
  void period() {
    assertEquals(Duration.ofSeconds(1), Soak.period(Duration.ofMinutes(10)));
    assertEquals(Duration.ofSeconds(6), Soak.period(Duration.ofHours(1)));
  }

  @Test
  @DisplayName("there are clients of all habits, and lines of all kinds")
  void variety() {
    var random = new Random(3);
    var habits = EnumSet.noneOf(Habit.class);
    boolean rejected = false;
    boolean accepted = false;
    for (int i = 0; i < 2000; i++) {
      habits.add(Habit.any(random));
      byte[] line = Lines.one(random);
      assertTrue(line.length <= Oracle.MAX_LINE, () -> Wire.quote(line));
      assertEquals(0, Lines.count(line), () -> Wire.quote(line));
      boolean isInteger = !Oracle.answer(Wire.text(line)).equals(Oracle.NOT_AN_INTEGER);
      accepted |= isInteger;
      rejected |= !isInteger;
    }
    assertEquals(EnumSet.allOf(Habit.class), habits);
    assertTrue(accepted && rejected);
    byte[] some = Lines.some(random, 500);
    assertEquals(500, Lines.count(some));
    assertTrue(Wire.text(Oracle.answers(some)).contains(Oracle.TOO_LONG));
  }

  private static List<SoakResult.Sample> samples(long... residentBytes) {
    var samples = new ArrayList<SoakResult.Sample>();
    for (long each : residentBytes) {
      samples.add(new SoakResult.Sample(samples.size(), each, 10, 20, 1.0, 2.0, 0));
    }
    return samples;
  }
}
