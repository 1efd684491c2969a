package hexline.claims.article;

import hexline.bench.server.MeasuredServer;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.trial.Client;
import hexline.claims.trial.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Sends a number in two parts, and two numbers at once, to the article's own server. */
public final class OneReadOneMessage {

  private static final Figure SPLIT =
      Figure.yesNo("split", "a number that is sent in two parts has one answer, the right one");
  private static final Figure JOINED =
      Figure.yesNo("joined", "two numbers that are sent at once have two answers, the right ones");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "one-read-one-message",
          Said.inArticle("its three servers", "protocol"),
          "What one read returns is one message.",
          new Prediction(
              ClaimVerdict.FAILS, "TCP carries bytes: the kernel returns those that are there."),
          Rule.of(SPLIT.always().and(JOINED.always()), SPLIT.never().or(JOINED.never())),
          List.of(),
          "The article's server was right about a number in two parts in {split} trials, and about"
              + " two numbers in one write in {joined}.",
          """
          The server of the article takes what one recv returns for one number. That is so when a
          person types. When a program writes, a read may return half a number or several: the
          message has to be found in the stream of bytes, here by the end of the line (R1 of the
          protocol).
          """,
          Duration.ofSeconds(3),
          OneReadOneMessage::run);

  private static final int TRIALS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofMillis(100);

  private OneReadOneMessage() {}

  private static void run(Evidence evidence) throws IOException {
    try (MeasuredServer article = Servers.draft("hexline.sync.ArticleDraft")) {
      for (int i = 0; i < TRIALS; i++) {
        try (Client client = Client.connect(article.address())) {
          client.send("43");
          String first = client.line(SILENCE.multipliedBy(5)).orElse("");
          client.send("12\n");
          String second = client.line(PATIENCE).orElse("");
          evidence.add(SPLIT, first.isEmpty() && second.equals("0x10d8"));
          if (i == 0) {
            evidence.note("4312 in two parts was answered " + quoted(first, second));
          }
        }
        try (Client client = Client.connect(article.address())) {
          client.send("4312\n1234\n");
          String first = client.line(PATIENCE).orElse("");
          String second = client.line(SILENCE).orElse("");
          evidence.add(JOINED, first.equals("0x10d8") && second.equals("0x4d2"));
          if (i == 0) {
            evidence.note("4312 and 1234 in one write were answered " + quoted(first, second));
          }
        }
      }
    }
  }

  private static String quoted(String first, String second) {
    return "'" + first + "'" + (second.isEmpty() ? " and nothing more" : " and '" + second + "'");
  }
}
