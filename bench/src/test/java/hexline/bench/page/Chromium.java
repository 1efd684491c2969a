package hexline.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;

/** The Chromium of the system without a window, with an empty profile of its own. */
final class Chromium implements AutoCloseable {

  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path profile;
  private final ChromeDriver driver;
  private boolean isOpen; // a page, from a file

  private Chromium() throws IOException {
    profile = Files.createTempDirectory("hexline-chromium");
    var options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    System.setProperty("webdriver.chrome.driver", DRIVER.toString()); // so that none is looked for
    driver = new ChromeDriver(options);
    driver.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
  }

  /** Why there is no browser to test with; absent if there is one. */
  static Optional<String> missing() {
    for (Path needed : List.of(BROWSER, DRIVER)) {
      if (!Files.isExecutable(needed)) {
        return Optional.of(
            "no " + needed + ": install Debian's packages chromium and chromium-driver");
      }
    }
    return Optional.empty();
  }

  static Chromium start() throws IOException {
    return new Chromium();
  }

  /** A window of so many pixels, in light or dark colours. */
  void view(int width, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Opens a page that has nothing remembered, and drops the messages of earlier ones. */
  void open(Path page) {
    if (isOpen) { // all pages from files share what they remember
      run("localStorage.clear()");
      messages();
    }
    driver.get(page.toUri().toString());
    isOpen = true;
  }

  /** Opens the page again, with what it has remembered. */
  void reload() {
    driver.navigate().refresh();
  }

  Object run(String script, Object... arguments) {
    Object result = driver.executeScript(script, arguments);
    return result == null ? "" : result;
  }

  String text(String selector) {
    return driver.findElement(By.cssSelector(selector)).getText();
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  WebElement one(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Clicks with the mouse. */
  void click(String selector) {
    WebElement element = one(selector);
    run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", element);
    new Actions(driver).moveToElement(element).click().perform();
  }

  /** Presses keys at the element that has the focus. */
  void press(Keys... keys) {
    var actions = new Actions(driver);
    for (Keys key : keys) {
      actions.sendKeys(key);
    }
    actions.perform();
  }

  /** Presses Tab until an element has the focus. */
  void tabTo(String selector) {
    for (int presses = 0; presses < 200; presses++) {
      if (run("return document.activeElement.matches(arguments[0])", selector).equals(true)) {
        return;
      }
      press(Keys.TAB);
    }
    throw new AssertionError("Tab does not lead to " + selector);
  }

  /** Waits for a condition. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      Thread.sleep(20);
    }
  }

  /** What the console has said since the last call. */
  List<String> messages() {
    var messages = new ArrayList<String>();
    for (LogEntry entry : driver.manage().logs().get("browser")) {
      messages.add(entry.getLevel() + " " + entry.getMessage());
    }
    return messages;
  }

  /** A picture of the whole page. */
  void screenshot(Path file) throws IOException {
    long height = ((Number) run("return document.documentElement.scrollHeight")).longValue();
    long width = ((Number) run("return innerWidth")).longValue();
    Map<String, Object> picture =
        driver.executeCdpCommand(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
    Files.write(file, Base64.getDecoder().decode((String) picture.get("data")));
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
