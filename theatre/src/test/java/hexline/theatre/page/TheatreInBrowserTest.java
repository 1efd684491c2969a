package hexline.theatre.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.page.browser.BrowserOfTests;
import hexline.page.browser.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * The page as a reader has it: in a browser, from a file. Skipped where there is no Chromium.
 * Pictures of it are in {@code target/screenshots}.
 */
@Timeout(300)
class TheatreInBrowserTest {

  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  /** The marks of a drawing, with what they say of themselves. */
  private static final String MARKS =
      """
      const board = document.querySelector(`[data-recording="${arguments[0]}"]`);
      return JSON.stringify([...board.querySelectorAll("[data-kind]")].map((mark) => ({
        row: mark.closest("[data-row]").dataset.row,
        kind: mark.dataset.kind,
        source: Number(mark.dataset.source),
        from: Number(mark.dataset.from),
        to: Number(mark.dataset.to),
        x: Number(mark.getAttribute("x")),
        width: Number(mark.dataset.width),
      })));
      """;

  private static final double FINEST = 1.5; // pixels of the narrowest wait that is drawn
  private static final int LABELS = 224; // pixels to the left of the lanes

  @TempDir static Path folder = Path.of("");
  @RegisterExtension static final BrowserOfTests BROWSER = new BrowserOfTests();

  @BeforeAll
  static void makeFolder() throws IOException {
    Files.createDirectories(SCREENSHOTS);
  }

  private static Chromium browser() {
    return BROWSER.get();
  }

  private static Chromium open(ObjectNode file) throws IOException {
    browser().view(1280, false);
    return openAsIs(file);
  }

  private static Chromium openAsIs(ObjectNode file) throws IOException {
    Path page = folder.resolve("page.html");
    browser().open(Files.writeString(page, TheatrePage.html(file.toString())));
    return browser();
  }

  private static List<JsonNode> marks(int recording) {
    return Sample.read(browser().run(MARKS, recording)).valueStream().toList();
  }

  private static double number(String script) {
    return ((Number) browser().run(script)).doubleValue();
  }

  /** The moment of the playhead, in milliseconds. */
  private static double clock() {
    return Double.parseDouble(browser().text("#clock").replace(",", "").replace(" ms", ""));
  }

  private static void view(String name) {
    browser().click(".choice [data-view='" + name + "']");
    settled();
  }

  /** Waits until what was asked for is drawn. */
  private static void settled() {
    try {
      browser().run("window.drawn = false; requestAnimationFrame(() => { window.drawn = true; })");
      browser().await("a frame", () -> browser().run("return window.drawn").equals(true));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode recording(ObjectNode file, int index) {
    return file.get("recordings").get(index);
  }

  private static double lanes() {
    return number(
        "return Number(document.querySelector('.board clipPath rect').getAttribute('width')) - 8");
  }

  @Test
  @DisplayName("a wait is drawn where it was, in its row, with its cause, and no wider than it was")
  void waits() throws IOException {
    ObjectNode file = Sample.secondClient();
    open(file);
    view("connections");
    double lanes = lanes();
    int found = 0;
    for (int i = 0; i < 5; i++) {
      JsonNode recording = recording(file, i);
      double scale = lanes / recording.get("length").asDouble();
      List<JsonNode> marks = marks(i);
      var drawn = new TreeSet<Integer>();
      for (JsonNode mark : marks) {
        JsonNode wait = recording.get("waits").get(mark.get("source").asInt());
        assertEquals("connection-" + wait.get("connection"), mark.get("row").asString());
        assertEquals(wait.get("cause"), mark.get("kind"));
        assertEquals(wait.get("from").asLong(), mark.get("from").asLong());
        assertEquals(wait.get("to").asLong(), mark.get("to").asLong());
        double x = LABELS + wait.get("from").asDouble() * scale;
        double width = (wait.get("to").asDouble() - wait.get("from").asDouble()) * scale;
        assertEquals(x, mark.get("x").asDouble(), 1, mark::toString);
        assertEquals(width, mark.get("width").asDouble(), 0.1, mark::toString);
        drawn.add(mark.get("source").asInt());
        found++;
      }
      for (int wait = 0; wait < recording.get("waits").size(); wait++) {
        JsonNode each = recording.get("waits").get(wait);
        double width = (each.get("to").asDouble() - each.get("from").asDouble()) * scale;
        assertEquals(width >= FINEST, drawn.contains(wait), each::toString);
      }
      assertEquals(drawn.size(), marks.size(), () -> recording.get("server") + ": " + marks);
    }
    assertEquals(21, found);
    BROWSER.assertSilent();
  }

  /** Two models in which client 1 has its answer after the same time, with a wait and without. */
  private static ObjectNode sameDelay() {
    ObjectNode file = Sample.empty("delay", "A delay", "");
    Sample.recordings(file)
        .add(
            new Sample.Take("nio", 720, "The line is in the kernel for 0.4 ms.")
                .thread(1, "event-loop-1", "platform")
                .client(1, "client 1", "sends one line", 20, 600.0)
                .answers(1, 1, 60.4)
                .waits(1, 60, 60.4, "thread", 1L, 2, "the loop is busy with client 2")
                .request(1, 60, 60.6)
                .done())
        .add(
            new Sample.Take("threaded", 720, "The read takes 0.4 ms.")
                .thread(1, "client-1", "platform")
                .client(1, "client 1", "sends one line", 20, 600.0)
                .answers(1, 1, 60.4)
                .request(1, 60, 60.6)
                .done());
    return file;
  }

  @Test
  @DisplayName(
      "a wait below the resolution of the picture has no mark, until the picture is zoomed")
  void resolution() throws IOException {
    Chromium page = open(sameDelay());
    view("connections");
    assertEquals(List.of(), marks(0), "0.4 ms are half a pixel");
    assertEquals(List.of(), marks(1));
    double least = FINEST * 720 / lanes();
    String rule = page.text("#resolution");
    assertTrue(
        rule.contains(
            String.format(
                Locale.ROOT, "shorter than %.2f ms, 1.5 pixels here, is not drawn", least)),
        rule);
    page.tabTo("#axis");
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT); // to what the clients send
    for (int i = 0; i < 4; i++) {
      page.press("+");
    }
    settled();
    assertEquals(1, marks(0).size());
    assertEquals(0.4 * 16 * lanes() / 720, marks(0).getFirst().get("width").asDouble(), 0.1);
    assertEquals(List.of(), marks(1));
    assertNotEquals(rule, page.text("#resolution"));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("short waits that cover half of a time are drawn as one, and fewer are not")
  void runs() throws IOException {
    ObjectNode file = Sample.empty("runs", "Runs", "");
    var take = new Sample.Take("nio", 720, "").thread(1, "event-loop-1", "platform");
    take.client(1, "client 1", "waits 0.6 of each ms", 1, 700.0);
    take.client(2, "client 2", "waits 0.3 of each ms", 1, 700.0);
    for (int i = 100; i < 200; i++) {
      take.waits(1, i, i + 0.6, "turn", 1L, 2, "the loop is busy with client 2");
      take.waits(2, i, i + 0.3, "turn", 1L, 1, "the loop is busy with client 1");
    }
    Sample.recordings(file).add(take.step(1, 1, "read", 100, 200, "reads").done());
    open(file);
    view("connections");
    List<JsonNode> marks = marks(0);
    assertEquals(1, marks.size(), marks::toString);
    assertEquals("connection-1", marks.getFirst().get("row").asString());
    assertEquals(100_000_000, marks.getFirst().get("from").asLong());
    assertEquals(199_600_000, marks.getFirst().get("to").asLong());
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("a row says which client a thread serves, whatever the name of the thread is")
  void labels() throws IOException {
    Chromium page = open(Sample.secondClient());
    view("threads");
    assertEquals(List.of("thread main serves 2 clients"), rows(page, 0));
    assertEquals(
        List.of(
            "thread acceptor accepts clients",
            "thread client-3 serves client 1",
            "thread client-4 serves client 2"),
        rows(page, 1));
    List<String> virtual = rows(page, 4);
    assertTrue(virtual.contains("virtual thread client-3 serves client 1"), virtual::toString);
    assertTrue(
        virtual.contains("poller Read-Poller waits for parked virtual threads"), virtual::toString);
    BROWSER.assertSilent();
  }

  /** The labels of the rows of a recording. */
  private static List<String> rows(Chromium page, int recording) {
    Object texts =
        page.run(
            """
            const board = document.querySelector(`[data-recording="${arguments[0]}"]`);
            const rows = [];
            for (const text of board.querySelectorAll("svg > text")) {
              const words = [...text.childNodes].map((node) => node.textContent).join(" ");
              if (Number(text.getAttribute("font-size")) < 12) {
                rows[rows.length - 1] += " " + words; // the second line of a label
              } else {
                rows.push(words);
              }
            }
            return rows;
            """,
            recording);
    return ((List<?>) texts).stream().map(String::valueOf).toList();
  }

  @Test
  @DisplayName("a virtual thread that is parked is a thin line in a row of its own")
  void parked() throws IOException {
    Chromium page = open(Sample.secondClient());
    List<JsonNode> marks = marks(4);
    List<JsonNode> parks =
        marks.stream().filter(mark -> mark.get("kind").asString().equals("parked")).toList();
    assertEquals(4, parks.size());
    assertEquals("virtual-1", parks.getFirst().get("row").asString());
    assertEquals(20_250_000, parks.getFirst().get("from").asLong());
    assertEquals(60_000_000, parks.getFirst().get("to").asLong());
    assertEquals(
        "2",
        page.run(
            "return document.querySelector('[data-kind=parked]').getAttribute('stroke-width')"));
    assertTrue(
        marks.stream()
            .anyMatch(mark ->
                mark.get("row").asString().equals("virtual-1")
                    && mark.get("kind").asString().equals("read")),
        "what it does on a carrier is in its row, too");
    page.tabTo("[data-recording='4']");
    for (int row = 0; row < 4; row++) {
      page.press(Keys.ARROW_DOWN); // acceptor, two carriers, the poller
    }
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertEquals(
        "virtual thread client-3 is parked: in read, until client 1 sends; it keeps no carrier."
            + " 39.8 ms, from 20.250 ms.",
        page.text("#said"));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("of the steps of a thread is drawn what no step within them covers")
  void steps() throws IOException {
    ObjectNode file = Sample.secondClient();
    Chromium page = open(file);
    view("threads");
    JsonNode sync = recording(file, 0);
    for (JsonNode mark : marks(0)) {
      JsonNode step = sync.get("steps").get(mark.get("source").asInt());
      assertEquals("thread-101", mark.get("row").asString());
      assertEquals(step.get("step"), mark.get("kind"));
      assertTrue(step.get("from").asLong() <= mark.get("from").asLong(), mark::toString);
      assertTrue(step.get("to").asLong() >= mark.get("to").asLong(), mark::toString);
    }
    var whole = new TreeSet<Integer>();
    marks(0).forEach(mark -> whole.add(mark.get("source").asInt()));
    assertTrue(whole.containsAll(List.of(1, 3, 7, 13, 14)), whole::toString); // the long waits
    // A closer look at the end of client 1: its last read, and what follows it.
    JsonNode close =
        Sample.read(
            page.run(
                """
                const { recordings } = JSON.parse(document.getElementById("recording").textContent);
                const colors = Stage.paint(Hexline.looks(["sync"]).get("sync"));
                const { svg } = Stage.draw(Stage.prepare(recordings[0]), { views: ["threads"], width: 1000,
                  from: 599.9e6, to: 600.5e6, colors, id: "x", lamps: false });
                return JSON.stringify([...svg.querySelectorAll("[data-kind]")]
                  .map((mark) => [mark.dataset.kind, Number(mark.dataset.from), Number(mark.dataset.to)])
                  .sort((a, b) => a[1] - b[1]));
                """));
    assertEquals(
        "[[\"wait\",60220000,600000000],[\"read\",600000000,600040000],"
            + "[\"accept\",600100000,600160000],[\"read\",600200000,600230000],"
            + "[\"convert\",600250000,600280000],[\"write\",600300000,600350000],"
            + "[\"read\",600400000,600420000],[\"wait\",600420000,700000000]]",
        close.toString());
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("both views are drawn, and one, and the keyboard goes round them")
  void views() throws IOException {
    Chromium page = open(Sample.secondClient());
    assertEquals(10, page.all("[data-row^='thread']").size(), "both, at first");
    assertEquals(10, page.all("[data-row^='connection']").size());
    view("connections");
    assertEquals(0, page.all("[data-row^='thread']").size());
    assertEquals(10, page.all("[data-row^='connection']").size());
    view("both");
    assertEquals(10, page.all("[data-row^='thread']").size());
    assertEquals(10, page.all("[data-row^='connection']").size());
    view("threads");
    assertEquals(10, page.all("[data-row^='thread']").size());
    assertEquals(0, page.all("[data-row^='connection']").size());
    assertEquals("true", page.one(".choice [data-view='threads']").getDomAttribute("aria-pressed"));
    page.press("v");
    page.press("v");
    settled();
    assertEquals(0, page.all("[data-row^='thread']").size());
    ObjectNode two = Sample.crowd(20);
    ObjectNode other = (ObjectNode) Sample.recordings(two).get(0).deepCopy();
    Sample.recordings(two).add(other.put("server", "async"));
    open(two);
    settled();
    assertEquals(0, page.all("[data-row^='thread']").size(), "who waits, if the rows are many");
    assertEquals(24, page.all("[data-row^='connection']").size());
    open(Sample.crowd(20));
    settled();
    assertEquals(1, page.all("[data-row^='thread']").size(), "both, if there is one recording");
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("it plays, and stops, by mouse and by keyboard")
  void plays() throws Exception {
    Chromium page = open(Sample.secondClient());
    assertEquals(0, clock());
    page.run(
        "document.getElementById('speed').value = '10'; document.getElementById('speed').dispatchEvent(new Event('change'))");
    page.click("#play");
    assertEquals("Pause", page.text("#play"));
    page.await("some time", () -> clock() > 5);
    page.click("#play");
    assertEquals("Play", page.text("#play"));
    double stopped = clock();
    settled();
    assertEquals(stopped, clock());
    assertEquals(
        "visible",
        page.run(
            "return document.querySelector('.board g[clip-path] > g[transform] > rect').getAttribute('visibility')"),
        "what has not been played is paler");
    page.run("document.activeElement.blur()");
    page.press(" ");
    assertEquals("Pause", page.text("#play"));
    page.await("more time", () -> clock() > stopped);
    page.press("]", "]", "]"); // faster, to real time
    assertEquals("1", page.one("#speed").getDomProperty("value"));
    page.await("the end", () -> page.text("#play").equals("Play"));
    assertEquals(720, clock());
    page.press("[", "[", "[", " ");
    page.await("the beginning again", () -> clock() < 720);
    page.press(" ");
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("a reader who wants less motion gets few pictures a second")
  void calm() throws Exception {
    browser().view(1280, false, true);
    Chromium page = openAsIs(Sample.secondClient());
    // The drawing of a page that was opened just now may be made anew, so its place is observed.
    page.run(
        """
        document.getElementById("speed").value = "1";
        document.getElementById("speed").dispatchEvent(new Event("change"));
        window.pictures = 0;
        new MutationObserver(() => { window.pictures++; window.end = performance.now(); })
          .observe(document.querySelector(".board"),
            { subtree: true, attributes: true, attributeFilter: ["transform"] });
        document.getElementById("play").addEventListener("click", () => {
          window.begin = performance.now();
          window.pictures = 0;
        });
        """);
    page.click("#play");
    page.await("the end", () -> clock() == 720);
    double pictures = number("return window.pictures");
    assertTrue(pictures >= 2, pictures + " pictures: the first and the last are shown at least");
    double seconds = number("return (window.end - window.begin) / 1000");
    assertTrue(pictures <= seconds * 4 + 3, pictures + " in " + seconds + " s");
    BROWSER.assertSilent();
  }

  /** The moments at which something happens, from the recordings. */
  private static NavigableSet<Long> moments(ObjectNode file) {
    var moments = new TreeSet<Long>();
    for (JsonNode recording : file.get("recordings")) {
      for (JsonNode wait : recording.get("waits")) {
        moments.add(wait.get("from").asLong());
      }
      for (JsonNode request : recording.get("requests")) {
        moments.add(request.get("sentAt").asLong());
        moments.add(request.get("answeredAt").asLong());
      }
      for (JsonNode connection : recording.get("connections")) {
        moments.add(connection.get("connectedAt").asLong());
        moments.add(connection.get("endedAt").asLong());
      }
      for (JsonNode step : recording.get("steps")) {
        moments.add(step.get("from").asLong());
      }
      for (JsonNode thread : recording.get("virtualThreads")) {
        for (JsonNode park : thread.get("parks")) {
          moments.add(park.get("from").asLong());
        }
      }
    }
    return moments;
  }

  @Test
  @DisplayName("it goes from event to event, by mouse and by keyboard")
  void stepsFromEventToEvent() throws IOException {
    ObjectNode file = Sample.secondClient();
    Chromium page = open(file);
    double[] expected =
        moments(file).stream().filter(at -> at > 0).limit(4).mapToDouble(at -> at / 1e6).toArray();
    page.click("#next");
    assertEquals(expected[0], clock());
    assertEquals("sync: thread main waits in poll for the next client.", page.text("#said"));
    page.click("#next");
    assertEquals(expected[1], clock());
    page.run("document.activeElement.blur()");
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertEquals(expected[3], clock());
    page.press(Keys.ARROW_LEFT);
    assertEquals(expected[2], clock());
    page.click("#previous");
    assertEquals(expected[1], clock());
    page.tabTo("#axis");
    page.press(Keys.END);
    assertEquals(720, clock());
    page.press(Keys.ARROW_RIGHT);
    assertEquals("Nothing happens later.", page.text("#said"));
    page.press(Keys.ARROW_LEFT);
    assertEquals(moments(file).lower(720_000_000L) / 1e6, clock());
    assertEquals(
        page.text("#clock"), page.one("#axis").getDomAttribute("aria-valuetext"), "the slider");
    page.press(Keys.HOME);
    assertEquals(0, clock());
    page.press(Keys.ARROW_LEFT);
    assertEquals("Nothing happened earlier.", page.text("#said"));
    BROWSER.assertSilent();
  }

  private static double widest(String kind) {
    return marks(0).stream()
        .filter(mark -> mark.get("kind").asString().equals(kind))
        .mapToDouble(mark -> mark.get("width").asDouble())
        .max()
        .orElse(0);
  }

  @Test
  @DisplayName("it zooms, by buttons, by keys, and by the wheel")
  void zooms() throws IOException {
    Chromium page = open(Sample.secondClient());
    double whole = widest("thread");
    assertEquals(0, page.all("#axis .thumb").size());
    page.click("#zoom-in");
    settled();
    assertEquals(1, page.all("#axis .thumb").size(), "where the window is");
    page.click("#zoom-out");
    settled();
    assertEquals(whole, widest("thread"), 0.1);
    page.run("document.activeElement.blur()");
    page.press("+", "+");
    settled();
    assertEquals(0, widest("thread"), "the window ends before it");
    page.press("0");
    settled();
    assertEquals(whole, widest("thread"), 0.1);
    page.run(
        """
        const board = document.querySelector(".board");
        const box = board.getBoundingClientRect();
        board.dispatchEvent(new WheelEvent("wheel", { deltaY: -300, ctrlKey: true, bubbles: true,
          cancelable: true, clientX: box.x + 224 + 0.5 * (box.width - 246), clientY: box.y + 10 }));
        """);
    settled();
    assertTrue(widest("thread") > whole * 1.5, () -> widest("thread") + " of " + whole);
    page.run(
        """
        document.querySelector(".board").dispatchEvent(new WheelEvent("wheel", { deltaX: -10000,
          bubbles: true, cancelable: true }));
        """);
    settled();
    assertTrue(marks(0).stream().anyMatch(mark -> mark.get("from").asLong() == 20_000_000));
    for (int i = 0; i < 40; i++) {
      page.press("+");
    }
    settled();
    page.press("0");
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("the playhead is dragged on the time axis, and the window below it")
  void drags() throws IOException {
    Chromium page = open(Sample.secondClient());
    page.run(
        "document.getElementById('axis').scrollIntoView({ block: 'center', behavior: 'instant' })");
    double lanes = lanes();
    page.pointAt("#axis", LABELS + 300, 10);
    page.drag(0);
    assertEquals(720 * 300 / lanes, clock(), 2);
    page.pointAt("#axis", LABELS + 300, 10);
    page.drag(150);
    assertEquals(720 * 450 / lanes, clock(), 2);
    page.press("+", "+");
    settled();
    String before =
        page.run("return document.querySelector('.thumb').getAttribute('x')").toString();
    page.pointAt("#axis", LABELS + 100, 35);
    page.drag(10);
    settled();
    assertNotEquals(
        before, page.run("return document.querySelector('.thumb').getAttribute('x')").toString());
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("a block that is pointed at says what happens, and why")
  void points() throws IOException {
    Chromium page = open(Sample.secondClient());
    page.run(
        "document.querySelector('.board').scrollIntoView({ block: 'center', behavior: 'instant' })");
    JsonNode block =
        marks(0).stream()
            .filter(mark -> mark.get("kind").asString().equals("thread"))
            .findFirst()
            .orElseThrow();
    int x = (int) (block.get("x").asDouble() + block.get("width").asDouble() / 2);
    int y =
        (int)
            number(
                "const mark = document.querySelector('.board [data-kind=thread]'); return Number(mark.getAttribute('y')) + 5");
    page.pointAt(".board", x, y);
    assertEquals(
        """
        client 2 waits for a thread behind client 1
        its bytes are in the kernel; main waits in read for client 1
        400 ms, from 200.000 ms\
        """,
        page.text("#tip"));
    page.press(Keys.ESCAPE);
    assertFalse(page.one("#tip").isDisplayed());
    page.pointAt(".board", 60, y);
    assertFalse(page.one("#tip").isDisplayed(), "its label is no block");
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("the keyboard goes from block to block, and each says what happens")
  void focuses() throws IOException {
    Chromium page = open(Sample.secondClient());
    view("connections");
    page.tabTo(".board");
    assertEquals("client 1 has not connected yet.", page.text("#said"));
    page.press(Keys.ARROW_RIGHT);
    assertEquals(
        "client 1 is idle: it has sent nothing. 40.0 ms, from 20.000 ms.", page.text("#said"));
    assertEquals(20, clock());
    page.press(Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertEquals(
        "client 2 waits for a thread behind client 1: its bytes are in the kernel; main waits in"
            + " read for client 1. 400 ms, from 200.000 ms.",
        page.text("#said"));
    assertTrue(page.one("#tip").isDisplayed());
    assertEquals(
        "visible",
        page.run(
            "return document.querySelector('.board svg > rect[rx=\"3\"]').getAttribute('visibility')"));
    page.press(Keys.ARROW_UP);
    assertTrue(page.text("#said").startsWith("client 1 is idle: it has sent nothing more."));
    page.press(Keys.TAB);
    assertTrue(
        page.run("return document.activeElement.dataset.recording").equals("1"), "the next model");
    page.press("?");
    assertTrue(page.text("#keys").contains("play, pause"), page.text("#keys"));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("every cause has a look of its own, and all steps of the format have words")
  void causes() throws Exception {
    Chromium page = open(Sample.causes());
    var looks = new TreeSet<String>();
    for (String cause : List.of("client", "thread", "turn", "work", "room")) {
      looks.add(
          page.run(
                  "return document.querySelector(`[data-row^=connection] [data-kind=${arguments[0]}]`).getAttribute('fill')",
                  cause)
              .toString());
    }
    assertEquals(5, looks.size(), looks::toString);
    assertEquals(3, looks.stream().filter(look -> look.startsWith("url(#")).count(), "patterns");
    String legend = page.text("#legend");
    for (String words :
        List.of(
            "waits for a thread:",
            "waits for its turn:",
            "does not read:",
            "is served:",
            "is idle:",
            "works:",
            "is blocked:",
            "waits for any client:")) {
      assertTrue(legend.contains(words), legend);
    }
    assertNotEquals(
        page.run("return document.querySelector('[data-kind=work]').getAttribute('fill')"),
        page.run("return document.querySelector('[data-kind=burn]').getAttribute('fill')"),
        "a client that is served does not look like a thread that works");
    assertEquals("3 events were lost", page.text(".unseen"));
    assertTrue(page.text(".recording h3").contains("the kernel’s view"));
    assertTrue(page.text(".honest").contains("No figure of this page belongs into a table"));
    page.click("#events summary");
    page.await("the table", () -> !page.all("#events table").isEmpty());
    String table = page.text("#events table");
    for (String words :
        List.of(
            "worker-1 converts nothing, in no time.",
            "loop hands client 1 over.",
            "loop writes as much as there is room for.",
            "client 3 waits for a thread behind client 2",
            "client 2 has an answer, 31.5 ms after its request.",
            "client 4 connects.")) {
      assertTrue(table.contains(words), () -> words + " in " + table);
    }
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("waits of one client at the same time do not cover each other")
  void levels() throws IOException {
    open(Sample.causes());
    List<?> rows =
        (List<?>)
            browser()
                .run(
                    """
                    return [...document.querySelectorAll("[data-row='connection-4'] [data-kind]")]
                      .map((mark) => Number(mark.getAttribute("y")));
                    """);
    assertEquals(2, rows.size());
    assertNotEquals(rows.get(0), rows.get(1));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("texts of a recording are text, whatever they are")
  void hostile() throws IOException {
    browser().view(400, false);
    Chromium page = openAsIs(TheatrePageTest.hostile());
    assertEquals(0, page.all("img").size(), "no element of theirs");
    assertEquals(TheatrePageTest.EVIL, page.text("h1"));
    page.click("#next");
    page.tabTo(".board");
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_DOWN, Keys.ARROW_RIGHT);
    assertTrue(page.text("#tip").contains(TheatrePageTest.EVIL), page.text("#tip"));
    page.click("#events summary");
    assertTrue(page.text("#events").contains(TheatrePageTest.EVIL));
    assertEquals(0, page.all("img").size());
    assertFits();
    BROWSER.assertSilent();
  }

  private static void assertFits() {
    assertTrue(
        number("return document.documentElement.scrollWidth - innerWidth") <= 0,
        "no horizontal scrolling");
  }

  @Test
  @DisplayName("it fits a narrow window, and all text and marks stand out from dark paper")
  void look() throws IOException {
    looks(400, true);
  }

  @ParameterizedTest
  @CsvSource({"1280, false", "1280, true", "400, false"})
  @Tag("thorough")
  @DisplayName("it fits the window, and all text and marks stand out from the paper")
  void looks(int width, boolean dark) throws IOException {
    browser().view(width, dark);
    Chromium page = openAsIs(Sample.secondClient());
    String name = width + (dark ? "-dark" : "-light");
    page.screenshot(SCREENSHOTS.resolve(name + ".png"));
    view("threads");
    page.screenshot(SCREENSHOTS.resolve(name + "-threads.png"));
    check();
    openAsIs(Sample.causes());
    settled();
    page.screenshot(SCREENSHOTS.resolve(name + "-causes.png"));
    page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    settled();
    check();
    page.screenshot(SCREENSHOTS.resolve(name + "-open.png"));
    openAsIs(Sample.crowd(300));
    page.press(Keys.ARROW_RIGHT, "+", "+", "+");
    settled();
    check();
    page.screenshot(SCREENSHOTS.resolve(name + "-crowd.png"));
  }

  private static void check() {
    assertFits();
    JsonNode contrasts =
        Sample.read(
            browser()
                .run(
                    Chromium.CONTRASTS,
                    List.of(
                        "wait-thread", "wait-turn", "wait-room", "served", "edge", "ink", "link")));
    var faint = new ArrayList<String>();
    for (JsonNode text : contrasts.get("text")) {
      if (text.get("contrast").asDouble() < BrowserOfTests.TEXT_CONTRAST) {
        faint.add(text.toString());
      }
    }
    assertEquals(List.of(), faint, "text that does not stand out");
    assertTrue(contrasts.get("text").size() > 40, "texts were looked at");
    for (JsonNode mark : contrasts.get("marks")) {
      assertTrue(
          mark.get("contrast").asDouble() >= BrowserOfTests.GRAPHIC_CONTRAST, mark::toString);
    }
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("the theme is remembered, and drawings follow it")
  void theme() throws IOException {
    Chromium page = open(Sample.secondClient());
    String fill = "return document.querySelector('.board text').getAttribute('fill')";
    Object light = page.run(fill);
    page.click("#theme");
    settled();
    Object dark = page.run(fill);
    assertNotEquals(light, dark);
    page.reload();
    settled();
    assertEquals(dark, page.run(fill));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("more steps than pixels are drawn quickly, and with no more marks than pixels")
  void crowd() throws Exception {
    Chromium page = open(Sample.crowd(20_000));
    settled();
    assertTrue(number("return document.querySelectorAll('.board [data-kind]').length") < 3_000);
    double millis = number("return Number(document.documentElement.dataset.ready)");
    System.out.println("40,000 blocks: the page is ready after " + Math.round(millis) + " ms");
    page.click("#events summary");
    page.await("the table", () -> !page.all("#events table").isEmpty());
    assertTrue(page.text("#events caption").contains("the first 4000 of"));
    BROWSER.assertSilent();
  }

  @Test
  @DisplayName("the template is a page by itself, and other data are no recording")
  void noRecording() throws IOException {
    Path template = folder.resolve("theatre.html");
    Files.writeString(template, TheatrePage.TEMPLATE.part("theatre.html"));
    for (String part : TheatrePage.TEMPLATE.parts()) {
      Files.writeString(folder.resolve(part), TheatrePage.TEMPLATE.part(part));
    }
    browser().view(1280, false);
    browser().open(template);
    assertEquals(
        "This is the template of a page: it has no recording.", browser().text("main .notice"));
    browser().open(Files.writeString(folder.resolve("no.html"), TheatrePage.html("{\"format\":")));
    assertTrue(browser().text("main .notice").endsWith("This one says: no JSON."));
    ObjectNode old = Sample.causes();
    old.put("format", "hexline-theatre/1");
    openAsIs(old);
    assertTrue(browser().text("main .notice").endsWith("This one says: hexline-theatre/1."));
    openAsIs(Sample.empty("none", "None", ""));
    assertTrue(browser().text("main").contains("There is no recording in this file."));
    BROWSER.assertSilent();
  }
}
