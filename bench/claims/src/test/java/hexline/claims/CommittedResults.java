package hexline.claims;

import hexline.bench.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Results that were written by {@code ./run claims -o FILE}, for documents that quote them. */
final class CommittedResults {

  private final JsonNode document;
  private final Map<String, Quote> quotes = new LinkedHashMap<>();

  private CommittedResults(JsonNode document) {
    this.document = document;
    for (JsonNode claim : document.get("claims")) {
      Quote quote =
          new Quote(
              claim.get("id").asString(),
              claim.get("claim").asString(),
              claim.get("verdict").asString(),
              claim.get("reason").asString(),
              claim.get("evidence").asString(),
              claim.get("digest").asString(),
              claim.get("command").asString());
      quotes.put(quote.id(), quote);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or is of another format
   */
  static CommittedResults read(Path file) throws IOException {
    JsonNode document = Json.read(Files.readString(file));
    if (!document.path("format").asString("").equals(Results.FORMAT)) {
      throw new IOException(file + " is not of the format " + Results.FORMAT);
    }
    return new CommittedResults(document);
  }

  /**
   * What a document says of a claim.
   *
   * @param claim the sentence
   * @param verdict as {@link ClaimVerdict#words} has it
   * @param reason a sentence: on what the verdict depends, why it cannot be told or why there is
   *     none; else empty
   * @param evidence in a sentence or two, with numbers; empty if the claim was not tested
   * @param command that repeats the experiment
   */
  record Quote(
      String id,
      String claim,
      String verdict,
      String reason,
      String evidence,
      String digest,
      String command) {

    /** Reason and evidence as one text. */
    String finding() {
      return (reason + " " + evidence).strip();
    }
  }

  /** What to quote of a claim; absent if the file does not have it. */
  Optional<Quote> quote(String id) {
    return Optional.ofNullable(quotes.get(id));
  }

  /** All claims of the file, by id, in its order. */
  Map<String, Quote> quotes() {
    return Map.copyOf(quotes);
  }

  /** The machine, the JDK and the day of the run, in one line. */
  String machine() {
    JsonNode environment = document.get("environment");
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %.0f GB; %s; %s; %s",
        environment.get("cpu").asString(),
        environment.get("processors").get("ids").size(),
        environment.get("memoryBytes").asDouble() / 1e9,
        environment.get("system").asString(),
        environment.get("jdk").asString(),
        environment.get("date").asString());
  }

  /** Whether the run was ended before all claims had been heard. */
  boolean isInterrupted() {
    return document.get("interrupted").asBoolean();
  }
}
