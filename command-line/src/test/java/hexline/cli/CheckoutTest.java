package hexline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {

  @Test
  @DisplayName("the checkout is found from the classes, not from the current directory")
  void find() {
    assertEquals(
        Optional.of(Path.of("..").toAbsolutePath().normalize()),
        Checkout.find().map(Checkout::root));
  }

  @Test
  @DisplayName("a folder outside a repository is at no commit; a checkout is at one, or has no git")
  void commit(@TempDir Path folder) {
    assertEquals(Optional.empty(), new Checkout(folder).commit());
    String commit = Checkout.find().orElseThrow().commit().orElse("000000000000");
    assertTrue(commit.matches("[0-9a-f]{12}\\+?"), commit);
  }
}
