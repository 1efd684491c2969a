package hexline.theatre.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.page.browser.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The pictures of recordings: for each recording of each JSON file of a folder two SVG files beside
 * it, drawn by the code of the page. A comment at the end of a picture has the SHA-256 of the file
 * and of the drawing code that it was made of.
 */
final class Stills {

  private static final List<String> DRAWING =
      List.of("family.css", "stage.css", "family.js", "stage.js");

  private final Path folder;

  Stills(Path folder) {
    this.folder = folder;
  }

  /** A picture that has to be there. */
  private record Still(Path recording, int index, boolean dark) {}

  /** Draws all pictures, and removes those that no recording has. */
  void write(Chromium browser, Path pages) throws IOException {
    Map<String, Still> stills = stills();
    for (boolean dark : new boolean[] {false, true}) {
      browser.view(1280, dark);
      Path open = Path.of("");
      for (Map.Entry<String, Still> each : stills.entrySet()) {
        Still still = each.getValue();
        if (still.dark() != dark) {
          continue;
        }
        if (!still.recording().equals(open)) {
          open = still.recording();
          String page = TheatrePage.html(Files.readString(open));
          browser.open(Files.writeString(pages.resolve("still.html"), page));
        }
        Files.writeString(
            folder.resolve(each.getKey()),
            draw(browser, still.index()) + "\n" + origin(still.recording()) + "\n");
      }
    }
    for (String name : pictures()) {
      if (!stills.containsKey(name)) {
        Files.delete(folder.resolve(name));
      }
    }
  }

  /** The picture of a recording of the open page. */
  static String draw(Chromium browser, int index) {
    return browser
        .run(
            "return Stage.still(JSON.parse(document.getElementById('recording').textContent),"
                + " arguments[0])",
            index)
        .toString();
  }

  /** What is wrong with the pictures. */
  List<String> problems() throws IOException {
    var problems = new ArrayList<String>();
    Map<String, Still> stills = stills();
    for (Map.Entry<String, Still> each : stills.entrySet()) {
      Path picture = folder.resolve(each.getKey());
      Path recording = each.getValue().recording();
      if (!Files.exists(picture)) {
        problems.add(each.getKey() + " is missing");
      } else if (!Files.readString(picture).endsWith(origin(recording) + "\n")) {
        problems.add(
            each.getKey() + " was not drawn from " + recording.getFileName() + " by this code");
      }
    }
    for (String name : pictures()) {
      if (!stills.containsKey(name)) {
        problems.add(name + " has no recording");
      }
    }
    return problems;
  }

  /** The recordings of the folder by the names of their pictures. */
  private Map<String, Still> stills() throws IOException {
    var stills = new TreeMap<String, Still>();
    for (String file : names(".json")) {
      Path recording = folder.resolve(file);
      JsonNode root = Sample.read(Files.readString(recording));
      String scene = root.get("scene").get("name").asString();
      JsonNode recordings = root.get("recordings");
      for (int i = 0; i < recordings.size(); i++) {
        String name = plain(scene) + "-" + plain(recordings.get(i).get("server").asString());
        for (boolean dark : new boolean[] {false, true}) {
          var still = new Still(recording, i, dark);
          if (stills.put(name + (dark ? "-dark" : "-light") + ".svg", still) != null) {
            throw new IllegalStateException("two recordings of " + name + ", one in " + file);
          }
        }
      }
    }
    return stills;
  }

  private Set<String> pictures() throws IOException {
    return names(".svg");
  }

  private Set<String> names(String ending) throws IOException {
    var names = new TreeSet<String>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(name -> name.endsWith(ending))
            .forEach(names::add);
      }
    }
    return names;
  }

  /** A name with nothing in it that a path or a shell would take for something else. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private static String origin(Path recording) throws IOException {
    var code = new StringBuilder();
    for (String part : DRAWING) {
      code.append(TheatrePage.TEMPLATE.part(part));
    }
    return "<!-- recording: sha256 %s, drawing code: sha256 %s -->"
        .formatted(sha256(Files.readString(recording)), sha256(code.toString()));
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.replace("\r\n", "\n").getBytes(UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
