package hexline.server.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  @Test
  @DisplayName("R11: as many clients as the limit says, and the next one when one has left")
  void limit() {
    var admission = new Admission(2);
    assertTrue(admission.tryEnter());
    assertTrue(admission.tryEnter());
    for (int i = 0; i < 3; i++) {
      assertFalse(admission.tryEnter(), "a refused client does not count");
    }
    admission.leave();
    assertTrue(admission.tryEnter());
    assertFalse(admission.tryEnter());
  }

  @Test
  @DisplayName("R11: each refused client gets the whole line")
  void line() {
    for (int i = 0; i < 2; i++) {
      assertEquals("Too many connections\n", ISO_8859_1.decode(Admission.tooMany()).toString());
    }
  }
}
