package hexline.page.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One browser for all tests of a class, as a JUnit extension in a static field. Where there is no
 * Chromium, the tests of the class are skipped, and the reason is printed.
 */
public final class BrowserOfTests implements BeforeAllCallback, AfterAllCallback {

  /** Least contrast of a text with what is behind it: WCAG 2.2, 1.4.3. */
  public static final double TEXT_CONTRAST = 4.5;

  /** Least contrast of a mark of a drawing with what is behind it: WCAG 2.2, 1.4.11. */
  public static final double GRAPHIC_CONTRAST = 3;

  private @Nullable Chromium browser;

  /** Skips the test that calls it if there is no Chromium, and prints the reason. */
  public static void needed(Class<?> test) {
    Optional<String> missing = Chromium.missing();
    missing.ifPresent(why -> System.out.println(test.getSimpleName() + " is skipped: " + why));
    assumeTrue(missing.isEmpty(), missing::toString);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    needed(context.getRequiredTestClass());
    browser = Chromium.start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  /** The browser; only within a test. */
  public Chromium get() {
    if (browser == null) {
      throw new IllegalStateException("no browser");
    }
    return browser;
  }

  /** Fails if the console has a message. */
  public void assertSilent() {
    assertEquals(List.of(), get().messages(), "messages on the console");
  }
}
