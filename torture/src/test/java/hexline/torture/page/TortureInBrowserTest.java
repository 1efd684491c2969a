package hexline.torture.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.page.browser.BrowserOfTests;
import hexline.page.browser.Chromium;
import hexline.torture.report.Json;
import hexline.torture.report.ServerResults;
import hexline.torture.report.Synthetic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/**
 * The page as a reader has it: in a browser, from a file. Skipped where there is no Chromium.
 * Pictures of it are in {@code target/screenshots}.
 */
@Timeout(300)
class TortureInBrowserTest {

  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final List<ServerResults> SERVERS =
      List.of(
          Synthetic.server("sync", "PPPPPPTP").with(Synthetic.figures(1)).with(Synthetic.soak(0)),
          Synthetic.server("threaded", "PPPPPPPP"),
          Synthetic.server("nio", "HFPSPPPE")
              .with(Synthetic.figures(10_000))
              .with(Synthetic.soak(2)),
          Synthetic.server("async", "PPPPPPPP"),
          Synthetic.server("virtual", "PPPPPPPP"));

  @TempDir static Path folder = Path.of("");
  @RegisterExtension static final BrowserOfTests BROWSER = new BrowserOfTests();

  @BeforeAll
  static void makeFolder() throws IOException {
    Files.createDirectories(SCREENSHOTS);
  }

  private static Chromium open(int width, boolean dark) throws IOException {
    return open(SERVERS, width, dark);
  }

  private static Chromium open(List<ServerResults> servers, int width, boolean dark)
      throws IOException {
    Path page = folder.resolve("page.html");
    Files.writeString(
        page, TorturePage.html(Json.write(Synthetic.document(servers, Synthetic.mutants()))));
    BROWSER.get().view(width, dark);
    BROWSER.get().open(page);
    return BROWSER.get();
  }

  private static String cell(String server, String id) {
    return "button[data-server='" + server + "'][data-case='" + id + "']";
  }

  private static boolean isOpen() {
    return BROWSER.get().run("return document.getElementById('case').open").equals(true);
  }

  @Test
  @DisplayName("a row for each case, a column for each server, a cell with each verdict")
  void matrix() throws IOException {
    Chromium page = open(1280, false);
    assertEquals(
        "5 servers, 8 cases: 2 failed, 1 error of the kit, 1 skipped, and 1 did not stand the soak,"
            + " and 1 mutant not caught",
        page.text("h1"));
    assertEquals(40, page.all(".matrix button.cell").size());
    assertEquals(2, page.all(".matrix button.FAIL").size());
    assertEquals(1, page.all(".matrix button.TRAIT").size());
    assertEquals("nio, L01 idle: PASS", page.one(cell("nio", "L01")).getDomAttribute("aria-label"));
    page.click("#filter");
    List<String> left = new ArrayList<>();
    page.all(".matrix tbody th b").stream()
        .filter(each -> each.isDisplayed())
        .forEach(each -> left.add(each.getText()));
    assertEquals(List.of("F01", "F02", "F04", "L03", "D01"), left);
    BROWSER.assertSilent();
  }

  @ParameterizedTest(name = "{0} px, {1} servers more")
  @CsvSource({"1280, 0", "400, 0", "400, 8"})
  @DisplayName("the names of the servers stay above their columns")
  void head(int width, int others) throws IOException {
    var servers = new ArrayList<>(SERVERS);
    for (int i = 1; i <= others; i++) {
      servers.add(Synthetic.server("nio --workers " + i, "PPPPPPPP"));
    }
    Chromium page = open(servers, width, false);
    fits(page, width);
    page.run(
        "document.querySelector(arguments[0]).scrollIntoView({ behavior: 'instant' })",
        cell("nio", "D01"));
    JsonNode places =
        Json.read(
            String.valueOf(
                page.run(
                    """
                    const name = [...document.querySelectorAll(".matrix thead .name")].at(-1);
                    const head = name.closest("th").getBoundingClientRect();
                    const text = name.getBoundingClientRect();
                    const cell = document.querySelector(arguments[0]).getBoundingClientRect();
                    const last = [...document.querySelectorAll(".matrix tr:nth-child(2) .cell")].at(-1);
                    return JSON.stringify({
                      scrolled: scrollY,
                      top: Math.round(head.top),
                      isSeen: document.elementFromPoint(text.x + text.width / 2, text.y + text.height / 2) === name,
                      isClear: cell.top >= head.bottom,
                      right: last.getBoundingClientRect().right,
                      apart: Math.abs(text.x + text.width / 2 - last.getBoundingClientRect().x - last.offsetWidth / 2),
                    });
                    """,
                    cell("nio", "D01"))));
    assertTrue(places.path("scrolled").asInt() > 0, places::toString);
    assertEquals(0, places.path("top").asInt(), places::toString);
    assertTrue(places.path("isSeen").asBoolean(), places::toString);
    assertTrue(places.path("isClear").asBoolean(), places::toString);
    assertTrue(places.path("right").asDouble() <= width, places::toString);
    assertTrue(places.path("apart").asDouble() < 3, places::toString);
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("a cell opens rule, promise, stimulus, expectation, bytes seen and command")
  void details() throws IOException {
    Chromium page = open(1280, false);
    page.click(cell("nio", "F02"));
    assertTrue(isOpen());
    String text = page.text("#case");
    for (String part :
        List.of(
            "F02 every-split",
            "R1 Framing",
            "Three lines, split in two writes at each place",
            "after sending \"2\"",
            "nothing yet",
            "\"0x2\\n\"",
            "./run conformance --case F02 --exit-code 143 -- ./run nio-server")) {
      assertTrue(text.contains(part), () -> part + " is not in " + text);
    }
    assertTrue(String.valueOf(page.run("return location.hash")).equals("#nio/F02"));
    page.click(".same button:first-child");
    assertTrue(page.text("#case").contains("sync, 12 ms"), () -> page.text("#case"));
    page.click("#close");
    assertFalse(isOpen());
    page.click(cell("sync", "L03"));
    assertTrue(page.text("#case").contains("one-client-at-a-time: while it serves one client"));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("the figures have a column for each server, and notes")
  void figures() throws IOException {
    Chromium page = open(1280, false);
    String text = page.text("#figures");
    assertTrue(text.contains("connections held 1 10,000"), text);
    page.click("#notes summary");
    assertTrue(
        page.text("#notes").contains("nio, lines lost on SIGTERM: not measured: <b>"),
        () -> page.text("#notes"));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("a soak has charts over time, with a line for each server, and a table")
  void soak() throws Exception {
    Chromium page = open(1280, false);
    page.await("charts", () -> page.all("#soak svg").size() >= 4);
    assertEquals(4, page.all("#soak figure").size());
    assertEquals(2, page.all("#soak .keys li").size());
    String table = page.text("#soak table");
    assertTrue(table.contains("sync 600 1,500 20,000 0 2,048 0 1 512 none"), table);
    String faults = page.text("#soak [aria-label^='Faults']");
    assertTrue(faults.contains("sync 200 1,200 0 0 40 0 0 0"), faults);
    page.run("document.querySelector('#soak details').open = true");
    assertTrue(page.text("#soak details").contains("RESET: <b>bold</b>"));
    page.click("#theme");
    assertEquals(4, page.all("#soak figure .drawing svg").size());
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("a mutant has a row, with what was seen of it")
  void mutants() throws IOException {
    Chromium page = open(1280, false);
    assertEquals(3, page.all("#mutants tbody tr").size());
    String table = page.text("#mutants table");
    assertTrue(table.contains("1 of 3 mutants caught"), table);
    assertEquals(
        List.of("survived"),
        page.all("#mutants .bad td:nth-child(4)").stream().map(each -> each.getText()).toList());
    assertTrue(page.text("#mutants tbody tr:first-child").contains("survived"), table);
    assertTrue(table.contains("it is round nio workers 2 L01 L02 survived L02 passes moon"), table);
    assertTrue(table.contains("<script>alert(1)</script>"), table);
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("it can be used without a mouse")
  void keyboard() throws IOException {
    Chromium page = open(1280, false);
    page.tabTo(cell("sync", "F01"));
    page.press(Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertEquals("F02", page.run("return document.activeElement.dataset.case"));
    page.press(Keys.ENTER);
    assertTrue(page.text("#case").contains("nio, 274 ms"), () -> page.text("#case"));
    page.press(Keys.ESCAPE);
    assertFalse(isOpen());
    assertEquals("nio", page.run("return document.activeElement.dataset.server"));
    page.press(Keys.END);
    assertEquals("virtual", page.run("return document.activeElement.dataset.server"));
    page.press(Keys.HOME, Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ARROW_UP, Keys.ARROW_UP);
    assertEquals(
        "sync F01",
        page.run(
            "return document.activeElement.dataset.server + ' ' +"
                + " document.activeElement.dataset.case"));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("an address with a cell opens it")
  void address() throws IOException, InterruptedException {
    Chromium page = open(1280, false);
    page.run("location.hash = '#nio/F01'");
    page.reload();
    assertTrue(isOpen());
    assertTrue(page.text("#case").contains("F01 byte-at-a-time"));
    page.press(Keys.ESCAPE);
    page.await("an address without a cell", () -> page.run("return location.hash").equals(""));
    assertEquals(
        true,
        page.run(
            "return document.activeElement === document.querySelector(arguments[0])"
                + " && document.activeElement.getBoundingClientRect().top < innerHeight",
            cell("nio", "F01")));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("what a hostile server sends is text")
  void hostile() throws IOException {
    Chromium page = open(1280, false);
    page.click(cell("nio", "F01"));
    assertTrue(
        page.text("#case").contains("<script>alert(1)</script><img src=x onerror=alert(2)>"),
        () -> page.text("#case"));
    assertTrue(page.text("#case").contains("\\x1b[2J\\u202e<b>bold</b>"));
    assertEquals(0, page.all("#case img, #case script, #case dd b, main img").size());
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("it fits a narrow window, and all of it can be read, in the dark")
  void look() throws IOException {
    assertLook(400, true);
  }

  @ParameterizedTest(name = "{0} px, dark: {1}")
  @Tag("thorough")
  @CsvSource({"1280, false", "1280, true", "400, false"})
  @DisplayName("so it does elsewhere")
  void lookElse(int width, boolean dark) throws IOException {
    assertLook(width, dark);
  }

  private static void assertLook(int width, boolean dark) throws IOException {
    Chromium page = open(width, dark);
    String name = width + (dark ? "-dark" : "-light");
    page.screenshot(SCREENSHOTS.resolve(name + ".png"));
    fits(page, width);
    legible(page);
    page.click(cell("nio", "F01"));
    page.screenshot(SCREENSHOTS.resolve(name + "-case.png"), 0, 900);
    fits(page, width);
    legible(page);
    BROWSER.assertSilent();
  }

  private static void fits(Chromium page, int width) {
    long wide = ((Number) page.run("return document.documentElement.scrollWidth")).longValue();
    assertTrue(wide <= width, () -> wide + " px");
    long dialog =
        ((Number) page.run("return document.getElementById('case').scrollWidth")).longValue();
    assertTrue(dialog <= width, () -> dialog + " px");
  }

  private static void legible(Chromium page) {
    JsonNode contrasts =
        Json.read(String.valueOf(page.run(Chromium.CONTRASTS, List.of("alert", "edge"))));
    for (JsonNode text : contrasts.path("text")) {
      assertTrue(text.path("contrast").asDouble() >= BrowserOfTests.TEXT_CONTRAST, text::toString);
    }
    for (JsonNode mark : contrasts.path("marks")) {
      assertTrue(
          mark.path("contrast").asDouble() >= BrowserOfTests.GRAPHIC_CONTRAST, mark::toString);
    }
  }
}
