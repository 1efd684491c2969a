package hexline.bench.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.report.Json;
import hexline.page.browser.BrowserOfTests;
import hexline.page.browser.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;

/**
 * The page as a reader has it: in a browser, from a file. Skipped where there is no Chromium. With
 * {@code -Dthorough} pictures of it are in {@code target/screenshots}.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // those that share a page come first
class PageInBrowserTest {

  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  /** Up to three seconds for each picture, which no test looks at. */
  private static final boolean TAKES_PICTURES = System.getProperty("thorough") != null;

  private static final List<String> MODELS =
      List.of(
          "sync",
          "threaded",
          "nio",
          "async",
          "virtual",
          "other-1",
          "other-2",
          "other-3",
          "other-4");

  @TempDir static Path folder = Path.of("");
  @RegisterExtension static final BrowserOfTests BROWSER = new BrowserOfTests();

  @BeforeAll
  static void makeFolder() throws IOException {
    Files.createDirectories(SCREENSHOTS);
  }

  private static Chromium browser() {
    return BROWSER.get();
  }

  private static Path page(String name, Results results, Optional<Results> earlier)
      throws IOException {
    return Files.writeString(folder.resolve(name + ".html"), PageWriter.html(results, earlier));
  }

  private static Chromium open(Results results) throws IOException {
    browser().view(1280, false);
    browser().open(page("page", results, Optional.empty()));
    return browser();
  }

  /** The page of a whole run without its bets, for tests that only look at it: opened by the first. */
  private static Chromium lookAt() throws IOException {
    if (!browser().run("return document.body.className").equals("looked-at")) {
      open(Sample.tidy().results());
      browser().click("#skip-bets");
      browser().run("document.body.className = 'looked-at'");
    }
    return browser();
  }

  private static void screenshot(String name) throws IOException {
    if (TAKES_PICTURES) {
      browser().screenshot(SCREENSHOTS.resolve(name + ".png"));
    }
  }

  /** The data of all series of a drawing, each item an array of numbers. */
  private static JsonNode series(String chart, int panel) {
    return Json.read(
        browser()
            .run(
                """
                const node = document.querySelectorAll(`#${arguments[0]} .drawing`)[arguments[1]];
                return JSON.stringify(echarts.getInstanceByDom(node).getOption().series.map((s) =>
                  ({ type: s.type, name: s.name, data: s.data.map((d) => d.value === undefined ? d : d.value) })));
                """,
                chart,
                panel)
            .toString());
  }

  private static JsonNode at(Results results, String experiment, int point) {
    return results
        .root()
        .get("points")
        .valueStream()
        .filter(each -> each.get("experiment").asString().equals(experiment))
        .toList()
        .get(point);
  }

  @Test
  @Order(1)
  @DisplayName("every chart is drawn, as SVG, and described in words")
  void drawn() throws IOException {
    Chromium page = lookAt();
    assertEquals(page.all(".drawing").size(), page.all(".drawing svg").size(), "drawings");
    assertEquals(
        List.of(8L, 2L, 3L, 6L, 2L, 2L),
        page.run(
            "return ['ratios', 'rates', 'latency', 'cpu', 'memory', 'victims'].map((id) => document.querySelectorAll(`#${id} svg path`).length > 10 ? document.querySelectorAll(`#${id} .drawing svg`).length : 0)"));
    for (WebElement drawing : page.all(".drawing")) {
      assertEquals("img", drawing.getDomAttribute("role"));
      String label = String.valueOf(drawing.getDomAttribute("aria-label"));
      assertTrue(label.length() > 30, label);
    }
    BROWSER.assertSilent();
  }

  @Test
  @Tag("thorough")
  @DisplayName("the page of the committed run is drawn when it says so, and says how long it took")
  void ready() throws IOException, InterruptedException {
    String json = Files.readString(Path.of("results/reference/results.json"));
    Chromium page = open(Results.of("results.json", json));
    String script = "return document.documentElement.dataset.ready";
    page.await("the page is drawn", () -> !page.run(script).equals(""));
    System.out.println("The page of the reference was drawn after " + page.run(script) + " ms.");
    assertTrue(page.run(script).toString().matches("\\d+"), () -> page.run(script).toString());
    page.click("#skip-bets");
    assertFalse(page.all(".drawing").isEmpty(), "there are charts");
    assertEquals(page.all(".drawing").size(), page.all(".drawing svg").size(), "all are drawn");
    BROWSER.assertSilent();
  }

  @Test
  @Order(1)
  @DisplayName("the drawings have the numbers of the file")
  void numbers() throws IOException {
    Results results = Sample.tidy().results();
    Chromium page = lookAt();
    JsonNode point = at(results, "KeepAlive", 1);
    JsonNode forest = series("ratios", 1).get(0).get("data");
    for (JsonNode pair : point.get("pairs")) {
      if (pair.get("reference").asString().equals("nio")) {
        int row = rowOf(page, "ratios", 1, pair.get("server").asString());
        assertEquals(
            pair.get("comparison").get("ratio").asDouble(),
            Math.pow(10, forest.get(row).get(0).asDouble()),
            1e-9);
      }
    }
    for (JsonNode line : series("rates", 0)) {
      for (JsonNode mark : line.get("data")) {
        long connections = Math.round(Math.pow(10, mark.get(0).asDouble()));
        double rate =
            results.points("KeepAlive").stream()
                .filter(each -> each.connections() == connections && each.depth() == 1)
                .flatMap(each -> each.row(line.get("name").asString()).stream())
                .mapToDouble(Sentences::rate)
                .findFirst()
                .orElseThrow();
        assertEquals(rate, mark.get(1).asDouble());
      }
    }
    JsonNode open = at(results, "OpenLoop", 0);
    JsonNode curves = series("latency", 0);
    assertEquals(16, curves.size(), "four servers, two clocks, and their bars");
    JsonNode first = open.get("rows").get(0).get("figures");
    assertEquals(
        first.get("latencyNanos").get("percentiles").get("99").asDouble(),
        Math.pow(10, curves.get(0).get("data").get(4).get(1).asDouble()),
        1e-3);
    assertEquals(
        first.get("latencyFromSendNanos").get("percentiles").get("99").asDouble(),
        Math.pow(10, curves.get(2).get("data").get(4).get(1).asDouble()),
        1e-3);
    JsonNode bars = series("cpu", 1);
    for (int row = 0; row < 4; row++) {
      assertEquals(
          point.get("rows").get(row).get("figures").get("cpuMicrosPerRequest").asDouble(),
          bars.get(0).get("data").get(row).asDouble() + bars.get(1).get("data").get(row).asDouble(),
          1e-9);
    }
    JsonNode slopes = series("memory", 1).get(0).get("data");
    assertEquals(1_350, 1024 * Math.pow(10, slopes.get(0).get(0).asDouble()), 1e-6);
    BROWSER.assertSilent();
  }

  private static int rowOf(Chromium page, String chart, int panel, String server) {
    return ((Number)
            page.run(
                """
                const node = document.querySelectorAll(`#${arguments[0]} .drawing`)[arguments[1]];
                return echarts.getInstanceByDom(node).getOption().yAxis[0].data.indexOf(arguments[2]);
                """,
                chart,
                panel,
                server))
        .intValue();
  }

  @Test
  @Order(1)
  @DisplayName("the tables have the numbers of the file, and say which column and row they are of")
  void tables() throws IOException {
    Results results = Sample.tidy().results();
    Chromium page = lookAt();
    Object cells =
        page.run(
            """
            return JSON.stringify([...document.querySelectorAll("#rates tbody tr")].map((row) => ({
              heads: [...row.querySelectorAll("th[scope=row]")].map((cell) => cell.textContent),
              median: row.querySelector("td").dataset.value,
              shown: row.querySelector("td").textContent })));
            """);
    int checked = 0;
    for (JsonNode row : Json.read(cells.toString())) {
      String server = row.get("heads").get(1).asString();
      double rate =
          results.points("KeepAlive").stream()
              .filter(point -> point.name().equals(row.get("heads").get(0).asString()))
              .flatMap(point -> point.row(server).stream())
              .mapToDouble(Sentences::rate)
              .findFirst()
              .orElseThrow();
      assertEquals(rate, Double.parseDouble(row.get("median").asString()), server);
      assertEquals(Numbers.rate(rate), row.get("shown").asString(), server);
      checked++;
    }
    assertEquals(17, checked, "rows of KeepAlive");
    assertEquals(
        0L,
        page.run(
            "return [...document.querySelectorAll('table')].filter((table) => !table.caption || table.querySelectorAll('thead th[scope=col]').length === 0).length"));
    BROWSER.assertSilent();
  }

  @Test
  @Tag("thorough")
  @DisplayName("bets with the mouse: charts are covered until the bets are over")
  void betsByMouse() throws IOException {
    Chromium page = open(Sample.tidy().results());
    assertFalse(page.one("#memory .open").isDisplayed(), "the chart is covered");
    assertFalse(page.text(".answers").contains("An idle connection takes"), "and so is its answer");
    assertTrue(page.one("#ratios .open").isDisplayed(), "a chart without a bet is not");
    page.click("input[name='bet-memory'][value='virtual']");
    page.click("input[name='bet-cpu'][value='nio']");
    page.click("#bets button[type=submit]");
    assertTrue(page.one("#memory .open").isDisplayed());
    assertTrue(page.text(".answers").contains("An idle connection takes"));
    assertEquals("You bet on virtual. Measured: nio.", page.text("#memory .outcome"));
    assertEquals("You bet on nio. Right.", page.text("#cpu .outcome"));
    assertEquals("How your bets went: 1 of 2 right", page.text("#outcomes h2"));
    assertEquals(0, page.all("#bets").size());
    page.reload();
    assertEquals(1, page.all("#bets").size(), "the next reader is asked again");
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("bets with the keyboard")
  void betsByKeyboard() throws IOException {
    Chromium page = open(Sample.tidy().results());
    page.tabTo("input[name='bet-blocking']");
    page.press(Keys.ARROW_RIGHT);
    page.press(Keys.ARROW_RIGHT);
    Object picked =
        page.run("return document.querySelector('input[name=bet-blocking]:checked').value");
    assertEquals("nio", picked);
    page.tabTo("#bets button[type=submit]");
    page.press(Keys.ENTER);
    assertTrue(page.one("#victims .open").isDisplayed());
    assertTrue(page.text("#victims .outcome").startsWith("You bet on nio. Measured: threaded, "));
    BROWSER.assertSilent();
  }

  @Test
  @Tag("thorough")
  @DisplayName("bets can be skipped at once, and for good")
  void skipped() throws IOException {
    Chromium page = open(Sample.tidy().results());
    page.click("#skip-bets");
    assertTrue(page.one("#memory .open").isDisplayed());
    page.reload();
    assertEquals(1, page.all("#bets").size(), "this time only");
    page.click("#never-bet");
    assertTrue(page.one("#memory .open").isDisplayed());
    page.reload();
    assertEquals(0, page.all("#bets").size(), "for good");
    assertTrue(page.one("#memory .open").isDisplayed());
    assertEquals(page.all(".drawing").size(), page.all(".drawing svg").size());
    BROWSER.assertSilent();
  }

  @Test
  @Tag("thorough")
  @DisplayName("the guide answers while a slider is moved with the keyboard, or with the mouse")
  void guide() throws IOException {
    Chromium page = open(Sample.tidy().results());
    page.click("#skip-bets");
    assertTrue(page.text(".verdict").startsWith("Plain threads are fine"), page.text(".verdict"));
    page.tabTo("#need-rate");
    for (int presses = 0;
        presses < 20 && !page.text("output[for=need-rate]").equals("50,000/s");
        presses++) {
      page.press(Keys.ARROW_RIGHT);
    }
    assertEquals("50,000/s", page.text("output[for=need-rate]"));
    assertEquals("50,000/s", page.one("#need-rate").getDomAttribute("aria-valuetext"));
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_LEFT);
    assertTrue(page.text(".verdict").startsWith("Plain threads are fine"), page.text(".verdict"));
    page.press(Keys.ARROW_RIGHT); // 100,000/s, which none reaches
    assertFalse(page.text(".verdict").startsWith("Plain threads are fine"), page.text(".verdict"));
    assertTrue(
        page.text(".ranking li[data-server='threaded']").contains("limited by: all cores, shared"),
        page.text(".ranking"));
    page.click("#need-connections"); // its middle
    assertEquals("200", page.text("output[for=need-connections]"));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("a model is hidden in all charts by its button, and ratios take another reference")
  void choices() throws IOException {
    Chromium page = open(Sample.tidy().results());
    page.click("#skip-bets");
    assertEquals(4, series("rates", 1).size());
    page.click(".models button:nth-child(3)");
    assertEquals("false", page.one(".models button:nth-child(3)").getDomAttribute("aria-pressed"));
    assertEquals(3, series("rates", 1).size());
    assertEquals(-1, rowOf(page, "ratios", 1, "nio"));
    page.click(".models button:nth-child(3)");
    page.run(
        "const s = document.getElementById('reference'); s.value = 'threaded'; s.dispatchEvent(new Event('change'))");
    assertEquals(
        97_400.0 / 52_000,
        Math.pow(
            10,
            series("ratios", 1)
                .get(0)
                .get("data")
                .get(rowOf(page, "ratios", 1, "nio"))
                .get(0)
                .asDouble()),
        1e-9);
    assertTrue(
        page.all("#ratios figcaption").get(1).getText().startsWith("Of threaded's rate: nio 1.87"));
    BROWSER.assertSilent();
  }

  @Test
  @Tag("thorough")
  @DisplayName("marks stay where their numbers are when the window changes, and when rows go")
  void redrawn() throws Exception {
    Chromium page = open(Sample.tidy().results());
    page.click("#skip-bets");
    assertMarksInPlace("1280");
    page.view(700, false);
    page.await(
        "drawings of the new width",
        () ->
            page.run(
                    "return [...document.querySelectorAll('.drawing')].every((node) => node.querySelector('svg').clientWidth === node.clientWidth)")
                .equals(true));
    assertMarksInPlace("700");
    page.click(".models button:nth-child(2)");
    assertMarksInPlace("without threaded");
    BROWSER.assertSilent();
  }

  /** In each panel of ratios, a mark is where the chart puts its number, for each row with one. */
  private static void assertMarksInPlace(String when) {
    Object missing =
        browser()
            .run(
                """
                const missing = [];
                for (const node of document.querySelectorAll("#ratios .drawing")) {
                  const chart = echarts.getInstanceByDom(node);
                  const origin = node.getBoundingClientRect();
                  const boxes = [...node.querySelectorAll("path")].map((path) => path.getBoundingClientRect());
                  for (const { value } of chart.getOption().series[0].data) {
                    const [x, y] = chart.convertToPixel({ seriesIndex: 0 }, value);
                    const near = (box) => Math.abs(box.x + box.width / 2 - origin.x - x) < 1.5
                      && Math.abs(box.y + box.height / 2 - origin.y - y) < 3 && box.width > 8 && box.width < 18;
                    if (value[0] !== 0 && !boxes.some(near)) {
                      missing.push(value);
                    }
                  }
                }
                return JSON.stringify(missing);
                """);
    assertEquals("[]", missing, "marks that are elsewhere, " + when);
  }

  @Test
  @Tag("thorough")
  @DisplayName("the theme is remembered, and drawings follow it")
  void theme() throws IOException {
    Chromium page = open(Sample.tidy().results());
    Object light = page.run("return getComputedStyle(document.body).backgroundColor");
    Object ink = page.run("return document.querySelector('#ratios svg text').getAttribute('fill')");
    page.click("#theme");
    Object dark = page.run("return getComputedStyle(document.body).backgroundColor");
    assertFalse(light.equals(dark), () -> light + " and " + dark);
    assertFalse(
        ink.equals(
            page.run("return document.querySelector('#ratios svg text').getAttribute('fill')")),
        "text of drawings");
    page.reload();
    assertEquals(dark, page.run("return getComputedStyle(document.body).backgroundColor"));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("it fits a narrow window, and all text and marks stand out from dark paper")
  void looks() throws IOException {
    assertLooks(400, true);
  }

  @ParameterizedTest
  @Tag("thorough")
  @CsvSource({"1280, false", "1280, true", "400, false"})
  @DisplayName("so it does with other widths and papers")
  void looksElse(int width, boolean dark) throws IOException {
    assertLooks(width, dark);
  }

  private static void assertLooks(int width, boolean dark) throws IOException {
    Chromium page = browser();
    page.view(width, dark);
    page.open(
        page(
            "looks",
            Sample.tidy().failed("OpenLoop", "async", "was late").results(),
            Optional.empty()));
    String name = width + (dark ? "-dark" : "-light");
    screenshot(name + "-bets");
    page.click("#skip-bets");
    page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    assertTrue(
        ((Number) page.run("return document.documentElement.scrollWidth - innerWidth")).intValue()
            <= 0,
        "no horizontal scrolling");
    JsonNode contrasts = Json.read(page.run(Chromium.CONTRASTS, MODELS).toString());
    var faint = new ArrayList<String>();
    for (JsonNode text : contrasts.get("text")) {
      if (text.get("contrast").asDouble() < BrowserOfTests.TEXT_CONTRAST) {
        faint.add(text.toString());
      }
    }
    assertEquals(List.of(), faint, "text that does not stand out");
    assertTrue(contrasts.get("text").size() > 300, "texts were looked at");
    for (JsonNode mark : contrasts.get("marks")) {
      assertTrue(
          mark.get("contrast").asDouble() >= BrowserOfTests.GRAPHIC_CONTRAST, mark::toString);
    }
    assertEquals(9, contrasts.get("marks").size());
    page.run("document.querySelectorAll('details').forEach((each) => { each.open = false; })");
    screenshot(name);
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("names from the results are text, whatever they are")
  void hostile() throws IOException {
    String evil = PageWriterTest.EVIL;
    Results results =
        Sample.tidy()
            .named("nio", evil)
            .failed("OpenLoop", "virtual", evil)
            .commit("<b id=evil>x</b>")
            .results();
    browser().view(400, false);
    browser().open(page("evil", results, Optional.of(results)));
    Chromium page = browser();
    page.click("#ratios summary");
    assertEquals(0, page.all("img, #evil").size(), "no element of theirs");
    assertTrue(page.text("#about").contains("<b id=evil>x</b>"));
    assertTrue(page.text("#ratios table").contains(evil));
    page.run(
        """
        const chart = echarts.getInstanceByDom(document.querySelectorAll("#ratios .drawing")[1]);
        chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: 0 });
        """);
    assertEquals(0, page.all("img, #evil").size(), "nor in what is shown at a mark");
    assertTrue(page.text(".tip").contains(evil), () -> page.text(".tip"));
    assertTrue(
        ((Number) page.run("return document.documentElement.scrollWidth - innerWidth")).intValue()
            <= 0,
        "no horizontal scrolling");
    BROWSER.assertSilent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed", "old", "empty"})
  @DisplayName("a page of less than a whole run says what is missing")
  void incomplete(String kind) throws IOException {
    assertIncomplete(kind);
  }

  @ParameterizedTest
  @Tag("thorough")
  @ValueSource(strings = {"one", "interrupted", "once"})
  @DisplayName("so does a page of a shorter run")
  void shorter(String kind) throws IOException {
    assertIncomplete(kind);
  }

  private static void assertIncomplete(String kind) throws IOException {
    Results results =
        switch (kind) {
          case "failed" ->
              Sample.tidy().failed("KeepAlive, 256 connections x 1 ", "nio", "3 wrong").results();
          case "one" -> Sample.tidy().only("nio").results();
          case "interrupted" ->
              Sample.tidy().without("OpenLoop").without("IdleConnections").interrupted().results();
          case "once" -> Sample.tidy().startedOnce().results();
          case "old" ->
              Results.of("old.json", "{\"environment\": {\"cpu\": \"Old\"}, \"rows\": []}");
          default -> Results.of("empty.json", "{\"format\": \"hexline-bench/3\"}");
        };
    Chromium page = open(results);
    String notices = page.text(".notices");
    String expected =
        switch (kind) {
          case "failed" -> "1 of 42 rows failed";
          case "one" -> "Only nio was measured";
          case "interrupted" -> "Without any row: OpenLoop and IdleConnections";
          case "once" -> "started once";
          case "old" -> "no mark of its format";
          default -> "Nothing was measured";
        };
    assertTrue(notices.contains(expected), notices);
    if (!page.all("#skip-bets").isEmpty()) {
      page.click("#skip-bets");
    }
    assertEquals(page.all(".drawing").size(), page.all(".drawing svg").size(), "drawings");
    screenshot(kind);
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("two runs: the page begins with what changed")
  void compared() throws IOException {
    Results before = Sample.tidy().failed("CpuWork", "async", "was late").results();
    Results after =
        Sample.tidy()
            .faster("KeepAlive, 256 connections x 1 ", "virtual", 0.7)
            .memory("nio", 4_000, 1_030)
            .results();
    browser().view(1280, false);
    browser().open(page("compared", after, Optional.of(before)));
    Chromium page = browser();
    assertTrue(page.text("h1").contains("changed beyond noise"), page.text("h1"));
    List<WebElement> changes = page.all(".changes li");
    assertEquals(3, changes.size());
    assertTrue(changes.getFirst().getText().contains("failed before, and has figures now"));
    assertEquals(2, page.all("#changes .drawing svg").size());
    screenshot("compared");
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("the template is a page by itself")
  void template() throws IOException {
    Path template = folder.resolve("report.html");
    Files.writeString(template, PageWriter.TEMPLATE.part("report.html"));
    for (String part : PageWriter.TEMPLATE.parts()) {
      Files.writeString(folder.resolve(part), PageWriter.TEMPLATE.part(part));
    }
    browser().view(1280, false);
    browser().open(template);
    assertEquals(
        "This is the template of a page: it has no results.", browser().text("main .notice"));
  }

  private static JsonNode decide(Object facts, String needs) {
    return Json.read(
        browser()
            .run(
                "return JSON.stringify(HexlineGuide.decide({ connections: 200, rate: 1000,"
                    + " waitNanos: 0, workNanos: 0, memoryBytes: null, goalNanos: null, ..."
                    + needs
                    + " }, JSON.parse(arguments[0])))",
                facts)
            .toString());
  }

  private static void assertVerdicts(JsonNode decision, String... expected) {
    var found = new ArrayList<String>();
    for (JsonNode group : decision.get("groups")) {
      var names = new ArrayList<String>();
      for (JsonNode server : group.get("servers")) {
        names.add(server.get("server").asString());
      }
      found.add(group.get("verdict").asString() + ": " + String.join(" ", names));
    }
    assertEquals(List.of(expected), found);
  }

  @Test
  @Order(1)
  @DisplayName("the rules of the guide")
  void rules() throws IOException {
    lookAt();
    String facts = Json.compact(Guide.of(Sample.tidy().results()));
    String quiet = Json.compact(Guide.of(Sample.tidy().without("BlockingWork").results()));
    String once = Json.compact(Guide.of(Sample.tidy().startedOnce().results()));
    String workers = "nio workers 32 async workers 32";
    assertAll(
        () ->
            assertVerdicts(
                decide(facts, "{ rate: 50000 }"),
                "yes: nio async",
                "yes: virtual",
                "yes: threaded",
                "unknown: " + workers,
                "no: sync"),
        () ->
            assertSentence(
                decide(facts, "{ rate: 50000 }"),
                "Plain threads are fine: they have just enough. nio and async have more to spare: 1.9"
                    + " times what is needed."),
        () ->
            assertVerdicts(
                decide(facts, "{ rate: 80000 }"),
                "yes: nio async",
                "unsure: virtual",
                "unknown: " + workers,
                "no: sync threaded"),
        () ->
            assertSentence(
                decide(facts, "{ rate: 80000 }"),
                "nio and async are enough. No difference on your machine. Plain threads do not: serves"
                    + " 52,000/s (51,000 to 53,000), needed 80,000/s; limited by: all cores, shared."),
        () ->
            assertVerdicts(
                decide(facts, "{ rate: 90000 }"),
                "yes: nio async",
                "unknown: virtual " + workers, // its row is client-bound
                "no: sync threaded"),
        () ->
            assertVerdicts(
                decide(facts, "{ rate: 2000, waitNanos: 10e6 }"),
                "yes: threaded virtual " + workers,
                "no: sync nio async"),
        () ->
            assertSentence(
                decide(facts, "{ rate: 2000, waitNanos: 10e6 }"),
                "Plain threads are fine: they have 1.5 times what is needed. No difference on your"
                    + " machine: threaded, virtual, nio workers 32 and async workers 32."),
        () ->
            assertVerdicts(
                decide(facts, "{ rate: 5000, waitNanos: 10e6 }"),
                "unknown: threaded virtual " + workers, // 50 waits at a time, 32 were measured
                "no: sync nio async"),
        () ->
            assertVerdicts(
                decide(quiet, "{ rate: 2000, waitNanos: 10e6 }"),
                "unknown: threaded nio async virtual",
                "no: sync"),
        () ->
            assertSentence(
                decide(facts, "{ rate: 100000, waitNanos: 10e6 }"),
                "No server can: 200 connections, each with one request at a time that takes 10 ms,"
                    + " carry at most 20,000/s."),
        () ->
            assertVerdicts(
                decide(facts, "{ connections: 20000, rate: 100 }"),
                "unknown: threaded nio async virtual " + workers,
                "no: sync"),
        () ->
            assertVerdicts(
                decide(facts, "{ connections: 1000, rate: 100, memoryBytes: 10485760 }"),
                "yes: nio",
                "yes: async",
                "yes: virtual",
                "unknown: " + workers,
                "no: sync threaded"),
        () ->
            assertSentence(
                decide(facts, "{ rate: 1000, workNanos: 5e6 }"),
                "No server can on this machine: the requests' own work takes 5 processors, and there"
                    + " are 2."),
        () ->
            assertVerdicts(
                decide(facts, "{ rate: 500, workNanos: 1e6 }"),
                "yes: nio async virtual threaded",
                "unknown: " + workers,
                "no: sync"),
        () ->
            assertVerdicts(
                decide(facts, "{ rate: 20000, goalNanos: 2e5 }"),
                "yes: nio async",
                "unsure: virtual", // measured at twice the rate
                "unknown: " + workers,
                "no: sync threaded"),
        () ->
            assertVerdicts(
                decide(facts, "{ connections: 1, rate: 1000 }"),
                "yes: sync threaded nio",
                "yes: async",
                "yes: virtual",
                "unknown: " + workers),
        () ->
            assertVerdicts(
                decide(once, "{ rate: 50000 }"),
                "yes: nio async virtual threaded", // no intervals: nothing is told apart
                "unknown: " + workers,
                "no: sync"));
  }

  private static void assertSentence(JsonNode decision, String expected) {
    assertEquals(expected, decision.get("sentence").asString());
  }
}
