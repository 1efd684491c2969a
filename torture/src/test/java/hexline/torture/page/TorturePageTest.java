package hexline.torture.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.page.browser.Offline;
import hexline.torture.report.Json;
import hexline.torture.report.Synthetic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TorturePageTest {

  private static final String PAGE =
      TorturePage.html(
          Json.write(
              Synthetic.document(
                  List.of(
                      Synthetic.server("nio", "HFPSTPPE"), Synthetic.server("sync", "PPPPPPTP")))));

  @Test
  @DisplayName("it needs nothing but its own file")
  void offline() {
    Map<String, String> parts = new LinkedHashMap<>();
    TorturePage.TEMPLATE.parts().stream()
        .filter(part -> !part.startsWith("echarts"))
        .forEach(part -> parts.put(part, TorturePage.TEMPLATE.part(part)));
    assertEquals(List.of(), Offline.problems(PAGE, parts));
  }

  @Test
  @DisplayName("nothing that a server sends can become markup or a script")
  void hostile() {
    String element = "<script type=\"application/json\" id=\"results\">";
    int from = PAGE.indexOf(element) + element.length();
    String data = PAGE.substring(from, PAGE.indexOf("</script>", from));
    assertTrue(data.contains("\\u003cscript>alert(1)\\u003c/script>\\u003cimg src=x"), data);
    assertTrue(data.endsWith("}\n"), "all of the data");
    assertFalse(data.contains("<"), data);
  }
}
