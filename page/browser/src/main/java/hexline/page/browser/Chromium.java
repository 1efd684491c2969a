package hexline.page.browser;

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
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;

/** The Chromium of the system without a window, with an empty profile of its own. */
public final class Chromium implements AutoCloseable {

  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * A script that returns, as JSON, the contrast of all texts and of some colours of the style sheet
   * with what is behind them. Its argument names the colours, without dashes. A text in a drawing
   * may name the colour behind it in {@code data-behind}.
   */
  public static final String CONTRASTS =
      """
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const known = new Map(); // a page has few colours and many texts
      const rgb = (color) => {
        if (!known.has(color)) {
          canvas.clearRect(0, 0, 1, 1);
          canvas.fillStyle = color;
          canvas.fillRect(0, 0, 1, 1);
          known.set(color, [...canvas.getImageData(0, 0, 1, 1).data]);
        }
        return known.get(color);
      };
      const light = (color) => {
        const [r, g, b] = rgb(color).map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (one, other) => {
        const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05);
      };
      const behind = (node) => {
        if (node.dataset.behind) {
          return node.dataset.behind;
        }
        for (let at = node; at; at = at.parentElement) {
          const color = getComputedStyle(at).backgroundColor;
          if (rgb(color)[3] === 255) {
            return color;
          }
        }
        return "white";
      };
      const text = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (node.data.trim() && parent.checkVisibility({ visibilityProperty: true })
            && !parent.closest("script, style, noscript, .skip")) {
          const style = getComputedStyle(parent);
          const color = parent.closest("svg") ? style.fill : style.color;
          text.push({ text: node.data.slice(0, 40), contrast: contrast(color, behind(parent)) });
        }
      }
      const marks = arguments[0].map((name) => {
        const color = Hexline.color("--" + name);
        return { name, contrast: contrast(color, getComputedStyle(document.body).backgroundColor) };
      });
      return JSON.stringify({ text, marks });
      """;

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
  public static Optional<String> missing() {
    for (Path needed : List.of(BROWSER, DRIVER)) {
      if (!Files.isExecutable(needed)) {
        return Optional.of(
            "no " + needed + ": install Debian's packages chromium and chromium-driver");
      }
    }
    return Optional.empty();
  }

  public static Chromium start() throws IOException {
    return new Chromium();
  }

  /** A window of so many pixels, in light or dark colours. */
  public void view(int width, boolean dark) {
    view(width, dark, false);
  }

  /** A window of so many pixels, for a reader who may want less motion. */
  public void view(int width, boolean dark, boolean reducedMotion) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of(
                    "name",
                    "prefers-reduced-motion",
                    "value",
                    reducedMotion ? "reduce" : "no-preference"))));
  }

  /** Opens a page that has nothing remembered, and drops the messages of earlier ones. */
  public void open(Path page) {
    if (isOpen) { // all pages from files share what they remember
      run("localStorage.clear()");
      messages();
    }
    driver.get(page.toUri().toString());
    isOpen = true;
  }

  /** Opens the page again, with what it has remembered. */
  public void reload() {
    driver.navigate().refresh();
  }

  public Object run(String script, Object... arguments) {
    Object result = driver.executeScript(script, arguments);
    return result == null ? "" : result;
  }

  public String text(String selector) {
    return driver.findElement(By.cssSelector(selector)).getText();
  }

  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  public WebElement one(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Clicks with the mouse, which is there at once: Selenium else moves it for 250 ms. */
  public void click(String selector) {
    WebElement element = one(selector);
    run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", element);
    new Actions(driver, Duration.ZERO).moveToElement(element).click().perform();
  }

  /** Moves the mouse to a place within an element, in pixels from its left and upper edges. */
  public void pointAt(String selector, int x, int y) {
    WebElement element = one(selector);
    Dimension size = element.getSize();
    new Actions(driver).moveToElement(element, x - size.width / 2, y - size.height / 2).perform();
  }

  /** Presses the mouse where it is, moves it by so many pixels to the right, and lets go. */
  public void drag(int x) {
    new Actions(driver).clickAndHold().moveByOffset(x, 0).release().perform();
  }

  /** Presses keys at the element that has the focus. */
  public void press(CharSequence... keys) {
    var actions = new Actions(driver);
    for (CharSequence key : keys) {
      actions.sendKeys(key);
    }
    actions.perform();
  }

  /** Presses Tab until an element has the focus. */
  public void tabTo(String selector) {
    for (int presses = 0; presses < 200; presses++) {
      if (run("return document.activeElement.matches(arguments[0])", selector).equals(true)) {
        return;
      }
      press(Keys.TAB);
    }
    throw new AssertionError("Tab does not lead to " + selector);
  }

  /** Waits for a condition. */
  public void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      Thread.sleep(20);
    }
  }

  /** What the console has said since the last call. */
  public List<String> messages() {
    var messages = new ArrayList<String>();
    for (LogEntry entry : driver.manage().logs().get("browser")) {
      messages.add(entry.getLevel() + " " + entry.getMessage());
    }
    return messages;
  }

  /** A picture of the whole page. */
  public void screenshot(Path file) throws IOException {
    screenshot(file, 0, ((Number) run("return document.documentElement.scrollHeight")).intValue());
  }

  /** A picture of a part of the page, from edge to edge: so many pixels below its top. */
  public void screenshot(Path file, int top, int height) throws IOException {
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
                Map.of("x", 0, "y", top, "width", width, "height", height, "scale", 1)));
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
