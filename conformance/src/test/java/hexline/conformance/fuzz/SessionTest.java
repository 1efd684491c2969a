package hexline.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.client.Oracle;
import hexline.conformance.client.Wire;
import hexline.conformance.fuzz.Step.HalfClose;
import hexline.conformance.fuzz.Step.Pause;
import hexline.conformance.fuzz.Step.Read;
import hexline.conformance.fuzz.Step.Reset;
import hexline.conformance.fuzz.Step.Send;
import hexline.conformance.fuzz.Step.StopReading;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sessions without a server: how they are drawn and shrunk. */
class SessionTest {

  private static Session drawn(long seed) {
    return Session.draw(new SplittableRandom(seed));
  }

  private static Session shrink(Session failing, Predicate<Session> fails) {
    return Shrinker.shrink(failing, fails, () -> false);
  }

  private static boolean sends(Session session, String text) {
    return session.steps().stream().anyMatch(s -> s instanceof Send(String b) && b.contains(text));
  }

  @Test
  @DisplayName("a seed always draws the same session, and another seed another one")
  void seeds() {
    var sessions = new HashSet<Session>();
    for (long seed = 1; seed <= 100; seed++) {
      assertEquals(drawn(seed), drawn(seed));
      sessions.add(drawn(seed));
    }
    assertEquals(100, sessions.size());
  }

  @Test
  @DisplayName("a hundred sessions have every kind of step, and some send more than buffers hold")
  void kinds() {
    var kinds = new HashSet<Class<?>>();
    int greedy = 0;
    for (long seed = 1; seed <= 100; seed++) {
      drawn(seed).steps().forEach(step -> kinds.add(step.getClass()));
      greedy += drawn(seed).isGreedy() ? 1 : 0;
    }
    assertEquals(Set.of(Step.class.getPermittedSubclasses()), kinds);
    assertTrue(greedy > 0, "greedy sessions");
  }

  @Test
  @DisplayName("input has every kind of answer, with and without LF at its end")
  void input() {
    var endings = new HashSet<Boolean>();
    var answers = new HashSet<String>();
    for (long seed = 1; seed <= 20; seed++) {
      String text = Wire.text(Input.draw(new SplittableRandom(seed), 5000));
      endings.add(text.endsWith("\n"));
      answers.addAll(List.of(Wire.text(Oracle.answers(Wire.bytes(text))).split("\n", -1)));
    }
    assertEquals(Set.of(true, false), endings);
    assertTrue(answers.containsAll(List.of(Oracle.NOT_AN_INTEGER, Oracle.TOO_LONG)));
    assertTrue(answers.stream().anyMatch(answer -> answer.startsWith("-0x")), "negative numbers");
    assertTrue(answers.stream().anyMatch(answer -> answer.length() > 800), "long numbers");
  }

  @Test
  @DisplayName("a failing session is shrunk to the steps and bytes that make it fail")
  void shrinks() {
    Session session =
        new Session(
            List.of(
                new Send("123\n4"),
                new Pause(2),
                new Send("5\nabc\n"),
                new Read(100),
                new StopReading(),
                new Send("x7y\n"),
                new HalfClose()));
    Session shortest = shrink(session, s -> sends(s, "7") && s.steps().contains(new HalfClose()));
    assertEquals("send \"7\", half-close", shortest.toString());
    assertEquals(
        "send \"4\\nx\", half-close",
        shrink(
                new Session(List.of(new Send("1234"), new Send("\n"), new Send("xyz"))),
                s -> s.toString().replaceAll("\", send \"", "").contains("4\\nx"))
            .toString(),
        "sends are joined");
    assertEquals("half-close", shrink(session, s -> true).toString());
    assertEquals(session, shrink(session, s -> false));
  }

  @Test
  @DisplayName("shrinking ends when its time is over, with the shortest session so far")
  void ends() {
    var trials = new AtomicInteger();
    Session session = new Session(List.of(new Send("1".repeat(1000) + "7"), new Reset()));
    Session shortest =
        Shrinker.shrink(
            session, s -> trials.incrementAndGet() > 0 && sends(s, "7"), () -> trials.get() == 5);
    assertEquals(5, trials.get());
    assertEquals(1, shortest.steps().size(), shortest::toString);
    assertTrue(sends(shortest, "7"), shortest::toString);
  }
}
