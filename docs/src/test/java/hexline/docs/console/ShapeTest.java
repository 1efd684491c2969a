package hexline.docs.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ShapeTest {

  private static boolean isSame(String shown, String printed) {
    return Shape.isSame(shown.lines().toList(), printed.lines().toList());
  }

  @Test
  @DisplayName("numbers, addresses and space may differ")
  void numbers() {
    assertTrue(
        isSame("listening on 127.0.0.1:65432 (pid 7)", "listening on 127.0.0.1:80 (pid 123)"));
    assertTrue(isSame("  1.003 s  client 2: 2 -> 0x2", " 12.5 s client 4: 4 -> 0x2"));
    assertTrue(isSame("tid=0x00007f12a8001000 nid=12", "tid=0x00007f99a8001fff nid=7"));
    assertTrue(isSame("waits on Lock@4b5ff341", "waits on Lock@1a2b3c4d"));
    assertTrue(isSame("mmap(NULL, 4096) = 0x7f12a8001000", "mmap(NULL, 8192) = 0x7f12a8002000"));
    assertTrue(isSame("EPOLL_CTL_DEL, 10, 0x7fa76cf1e574", "EPOLL_CTL_DEL, 9, 0x7efffe7fe574"));
    assertTrue(isSame("1,234 lines", "99 lines"));
  }

  @Test
  @DisplayName("answers and words may not")
  void answers() {
    assertFalse(isSame("0x10d8", "0x10d9"));
    assertFalse(isSame("0x5", "-0x5"));
    assertFalse(isSame("4312 -> 0x10d8", "4312 -> 0x10d80"));
    assertFalse(isSame("write(5, \"0x4d2\\n\", 6)", "write(5, \"0x4d3\\n\", 6)"));
    assertFalse(isSame("RUNNABLE", "WAITING"));
    assertFalse(isSame("10 ms", "10 s"));
    assertFalse(isSame("a", "a\nb"));
    assertFalse(isSame("a\nb", "a"));
    assertFalse(isSame("0x1\n0x2", "0x2\n0x1"), "the order of answers");
  }

  @Test
  @DisplayName("lines that are left out")
  void leftOut() {
    assertTrue(isSame("...", ""));
    assertTrue(isSame("a\n...\nd", "a\nb\nc\nd"));
    assertTrue(isSame("a\n...\nb", "a\nb"));
    assertTrue(isSame("...\nb\n...", "a\nb\nc\nb"));
    assertFalse(isSame("a\n...\nd", "a\nb\nc"));
    assertFalse(isSame("...\nb", "b\nc"));
  }

  @Test
  @DisplayName("clients are answered in any order, but with the same answers")
  void clients() {
    assertTrue(
        isSame(
            "0.1 s client 1: 1 -> 0x1\n0.1 s client 2: 2 -> 0x2",
            "0.1 s client 2: 2 -> 0x2\n0.1 s client 1: 1 -> 0x1"));
    assertFalse(
        isSame(
            "0.1 s client 1: 1 -> 0x1\n0.1 s client 2: 2 -> 0x2",
            "0.1 s client 2: 2 -> 0x2\n0.1 s client 1: 1 -> 0x3"));
  }

  @Test
  @DisplayName("what is printed so far may or may not become what is shown")
  void canBecome() {
    assertTrue(Shape.canBecome(List.of("a", "b"), List.of()));
    assertTrue(Shape.canBecome(List.of("a", "b"), List.of("a")));
    assertTrue(Shape.canBecome(List.of("a", "...", "b"), List.of("a", "c")));
    assertTrue(Shape.canBecome(List.of("client 1: 0x1"), List.of("client 2: 0x2")));
    assertFalse(Shape.canBecome(List.of("a", "b"), List.of("b")));
    assertFalse(Shape.canBecome(List.of("a"), List.of("a", "b")));
    assertFalse(Shape.canBecome(List.of(), List.of("a")));
  }

  @Test
  @DisplayName("what is written anew keeps what is left out")
  void renewed() {
    assertEquals(
        List.of("a 7", "...", "d 9"),
        Shape.renewed(List.of("a 1", "...", "d 2"), List.of("a 7", "b", "c", "d 9")));
    assertEquals(List.of("x", "y"), Shape.renewed(List.of("a 1", "...", "d 2"), List.of("x", "y")));
    assertEquals(List.of("a 7"), Shape.renewed(List.of("a 1"), List.of("a 7")));
  }

  @Test
  @DisplayName("a difference names both sides")
  void difference() {
    assertEquals(
        "    a 1\n  - b\n  + c\n    d",
        Shape.difference(List.of("a 1", "b", "d"), List.of("a 2", "c", "d")));
  }
}
