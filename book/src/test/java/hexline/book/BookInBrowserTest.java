package hexline.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.page.browser.BrowserOfTests;
import hexline.page.browser.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The book as a reader sees it: in Chromium, wide and narrow, light and dark. */
@Timeout(300)
class BookInBrowserTest {

  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  @TempDir static Path folder;

  @RegisterExtension static final BrowserOfTests BROWSER = new BrowserOfTests();

  private static Chromium browser() {
    return BROWSER.get();
  }

  /** Opens the book in a window. */
  private static void open(int width, boolean dark) throws IOException {
    Path page = folder.resolve("book.html");
    if (!Files.exists(page)) {
      Files.writeString(page, BookPage.html(BookTest.ROOT));
    }
    browser().view(width, dark, true);
    browser().open(page);
  }

  @ParameterizedTest
  @CsvSource({"400, true", "768, false", "768, true", "1280, false"})
  @Tag("thorough")
  @DisplayName("at every width and in both palettes: no message, no horizontal scrolling, contrast")
  void fitsAll(int width, boolean dark) throws IOException {
    fits(width, dark);
  }

  @ParameterizedTest
  @CsvSource({"400, false", "1280, true"})
  @DisplayName("narrow and wide: no message, no horizontal scrolling, contrast")
  void fits(int width, boolean dark) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    open(width, dark);
    String view = width + (dark ? " dark" : " light");
    assertEquals(
        browser().run("return document.documentElement.clientWidth"),
        browser().run("return document.documentElement.scrollWidth"),
        view);
    assertEquals("", tooWide(), view);
    String contrasts = width == 1280 ? browser().run(Chromium.CONTRASTS, List.of()).toString() : "";
    Pattern.compile("\"text\":\"((?:[^\"\\\\]|\\\\.)*)\",\"contrast\":([\\d.]+)")
        .matcher(contrasts)
        .results()
        .forEach(found ->
            assertTrue(
                Double.parseDouble(found.group(2)) >= BrowserOfTests.TEXT_CONTRAST,
                view + ": " + found.group()));
    assertEquals(List.of(), browser().messages(), view);
    browser().screenshot(SCREENSHOTS.resolve(view.replace(' ', '-') + ".png"), 0, 4000);
  }

  /** Elements that reach beyond the window, but for those in a box that scrolls by itself. */
  private static String tooWide() {
    return browser()
        .run(
            """
            return [...document.querySelectorAll("main *")]
              .filter((node) => node.checkVisibility() && !node.closest("pre, .scroll, .picture"))
              .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
              .map((node) => node.outerHTML.slice(0, 80)).join("; ");
            """)
        .toString();
  }

  @Test
  @DisplayName("a picture is shown in the colours of the page, which the button changes")
  void pictures() throws IOException {
    for (boolean dark : new boolean[] {false, true}) {
      open(1280, dark);
      assertEquals(dark ? "dark" : "light", shown());
      browser().click("#theme");
      assertEquals(dark ? "light" : "dark", shown());
    }
    assertEquals(
        true,
        browser().run("return [...document.images].every((image) => image.naturalWidth > 0)"));
  }

  private static String shown() {
    return browser()
        .run(
            """
            return [...new Set([...document.images].filter((image) => image.checkVisibility())
              .map((image) => image.className))].join(" ");
            """)
        .toString();
  }

  @Test
  @DisplayName("the contents are beside the text, and show where the reader is")
  void contents() throws Exception {
    open(1280, false);
    assertEquals(true, browser().run("return document.querySelector('#contents').open"));
    browser().click("#contents a[href='#docs-design']");
    browser()
        .await(
            "the chapter is current",
            () ->
                browser()
                    .run("return document.querySelector('#contents li.here > a').hash")
                    .equals("#docs-design"));
    double top =
        ((Number)
                browser()
                    .run(
                        "return document.querySelector('#docs-design').getBoundingClientRect().top"))
            .doubleValue();
    assertTrue(top >= -1 && top < 200, "the chapter is at " + top);
  }

  @Test
  @DisplayName(
      "on a narrow screen the contents are closed, opened by the keyboard, and close again")
  void narrow() throws Exception {
    open(400, false);
    assertEquals(false, browser().run("return document.querySelector('#contents').open"));
    browser().tabTo("#contents summary");
    browser().press(Keys.ENTER);
    assertEquals(true, browser().run("return document.querySelector('#contents').open"));
    browser().tabTo("#contents a[href='#PROTOCOL']");
    browser().press(Keys.ENTER);
    browser()
        .await(
            "the contents are closed",
            () -> browser().run("return document.querySelector('#contents').open").equals(false));
    assertEquals("#PROTOCOL", browser().run("return location.hash"));
  }

  @Test
  @DisplayName("a link to a source leads to its path at the end of the chapter")
  void files() throws Exception {
    open(1280, false);
    browser().click("a.file");
    browser()
        .await(
            "the path is visible",
            () ->
                browser()
                    .run(
                        "const to = document.querySelector(':target'); return to.checkVisibility()"
                            + " && to.textContent.includes('/')")
                    .equals(true));
  }

  @Test
  @DisplayName("on paper there is neither a column of contents nor a button")
  void print() throws IOException {
    open(1280, true);
    assertEquals(
        "",
        browser()
            .run(
                """
                const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
                  .filter((rule) => rule.media && rule.media.mediaText === "print")
                  .flatMap((rule) => [...rule.cssRules]).map((rule) => rule.cssText).join(" ");
                return ["#contents", "#theme", ".turn"].filter((part) => !rules.includes(part)).join(" ");
                """));
  }
}
