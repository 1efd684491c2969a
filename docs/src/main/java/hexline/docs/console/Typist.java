package hexline.docs.console;

import hexline.docs.console.Step.Action;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Types the transcripts of a document and compares what is printed with what the document shows. A
 * process id that the document shows in {@code (pid N)} is replaced, in the commands below it, by
 * the one of the process that runs now; the word {@code PID} stands for the last one that was printed.
 */
public final class Typist {

  private static final Pattern LOG =
      Pattern.compile("(?:\\d{4}-\\d\\d-\\d\\dT)?\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO .*");
  private static final Pattern PID = Pattern.compile("\\(pid (\\d+)\\)");
  private static final Duration OPENING = Duration.ofSeconds(60); // a terminal
  private static final int POLL_MILLIS = 20;
  private static final int LONGER = 2; // times that a command may take until it prints anything
  private static final int HOPELESS = 10; // times that it takes to see that a lie stays one
  private static final int LONGER_LOOK = 5; // the same for what is only looked at

  private final Path root;
  private final Patience patience;

  /**
   * How long the typist waits.
   *
   * @param longest for the output that the document shows
   * @param settling whether more is printed than it shows
   * @param quiet until the output of a program that goes on counts as complete, if it is to be
   *     written into the document
   */
  public record Patience(Duration longest, Duration settling, Duration quiet) {

    /** For programs of the suite on a busy machine. */
    public static final Patience USUAL =
        new Patience(Duration.ofSeconds(90), Duration.ofMillis(400), Duration.ofSeconds(4));
  }

  /**
   * What has become of a document.
   *
   * @param lies a message for each step whose output is not what the document shows; after the first
   *     one nothing is typed, unless the output is written anew
   * @param skipped a message for each block that was not typed
   * @param text the document with the output of this run
   */
  public record Outcome(List<String> lies, List<String> skipped, String text) {

    public Outcome {
      lies = List.copyOf(lies);
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * @param root folder of the repository
   */
  public Typist(Path root, Patience patience) {
    this.root = root;
    this.patience = patience;
  }

  /** Why no document can be typed on this machine; empty if it can. */
  public static String missing() {
    return Desk.missing(List.of()).orElse("");
  }

  /** Whether several documents can be typed at the same time. */
  public static boolean canTypeSeveral() {
    return Desk.isApart();
  }

  /** Types a document to its end or to the first lie. */
  public Outcome check(String name, String text) throws IOException, InterruptedException {
    return new Run(name, text, false).outcome();
  }

  /** Types a document to its end, and puts what is printed into it. */
  public Outcome write(String name, String text) throws IOException, InterruptedException {
    return new Run(name, text, true).outcome();
  }

  /** A step that cannot be done as the document has it. */
  private static final class Impossible extends Exception {

    private static final long serialVersionUID = 1;

    Impossible(String message) {
      super(message);
    }
  }

  private final class Run {

    private final Transcript transcript;
    private final String text;
    private final boolean writes;
    private final Map<String, Terminal> terminals = new HashMap<>();
    private final Set<String> untyped = new HashSet<>(); // terminals in which a block is missing
    private final Map<String, String> pids = new HashMap<>(); // of the document -> of this run
    private final Map<Step, List<String>> printed = new LinkedHashMap<>();
    private final List<String> lies = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private String lastPid = "";

    Run(String name, String text, boolean writes) {
      this.transcript = Transcript.of(name, text);
      this.text = text;
      this.writes = writes;
    }

    Outcome outcome() throws IOException, InterruptedException {
      try (Desk desk = Desk.of(root)) {
        try {
          for (Transcript.Block block : transcript.blocks()) {
            type(desk, block);
          }
        } finally {
          terminals.values().forEach(Terminal::close);
        }
      }
      return new Outcome(lies, skipped, writes ? renewed() : text);
    }

    private void type(Desk desk, Transcript.Block block) throws IOException, InterruptedException {
      String reason = block.notTyped().isPresent() ? "" : Desk.missing(block.needs()).orElse("");
      boolean isTyped = block.notTyped().isEmpty() && reason.isEmpty();
      if (!reason.isEmpty()) {
        skipped.add(place(block.steps().getFirst()) + ": " + reason);
      }
      for (Step step : block.steps()) {
        if (!isTyped) {
          untyped.add(step.terminal());
          continue;
        }
        if (step.action() == Action.COMMAND) {
          untyped.remove(step.terminal());
        }
        if (untyped.contains(step.terminal()) || (!lies.isEmpty() && !writes)) {
          continue;
        }
        try {
          type(desk, step);
        } catch (Impossible e) {
          lies.add("%s: %s%n  %s".formatted(place(step), step, e.getMessage()));
        }
      }
    }

    private String place(Step step) {
      return transcript.name() + ":" + step.line();
    }

    private void type(Desk desk, Step step) throws IOException, InterruptedException, Impossible {
      Terminal terminal = terminals.get(step.terminal());
      if (terminal == null && step.action() == Action.COMMAND) {
        terminal = Terminal.open(desk, OPENING);
        terminals.put(step.terminal(), terminal);
      }
      if (terminal == null) {
        throw new Impossible("nothing has been typed in a terminal of this name");
      }
      switch (step.action()) {
        case COMMAND -> {
          if (!terminal.awaitPrompt(patience.longest())) {
            throw new Impossible("another program still runs in this terminal");
          }
          terminal.type(withPids(step.text(), lastPid));
        }
        case INPUT -> {
          if (terminal.isAtPrompt()) {
            throw new Impossible("no program runs in this terminal any more");
          }
          Matcher key = Pattern.compile("\\^([A-Z])").matcher(step.text());
          if (key.matches()) {
            terminal.press(key.group(1).charAt(0));
          } else {
            terminal.type(step.text());
          }
        }
        case LOOK -> {
          // What is there is compared.
        }
      }
      List<String> news = await(terminal, step);
      printed.put(step, news);
      note(step.shown(), news);
      if (!Shape.isSame(step.shown(), news)) {
        String more = terminal.isAtPrompt() ? "" : "\n  (the program still runs)";
        throw new Impossible(
            "what is printed differs (- in the document, + printed):\n"
                + Shape.difference(step.shown(), news)
                + more);
      }
    }

    /**
     * The lines without those that a server logs of itself at {@code INFO}, unless the document shows
     * one. They go to standard error, so their place among the lines of standard output is luck.
     */
    private static List<String> withoutLog(Step step, List<String> news) {
      return step.shown().stream().anyMatch(Run::isLog)
          ? news
          : news.stream().filter(line -> !isLog(line)).toList();
    }

    private static boolean isLog(String line) {
      return LOG.matcher(line).matches();
    }

    /** Waits until what is printed is complete, or cannot become what the document shows. */
    private List<String> await(Terminal terminal, Step step) throws InterruptedException {
      var rest = new Rest(terminal);
      while (true) {
        boolean ended = step.action() != Action.LOOK && terminal.isAtPrompt();
        int length = terminal.length();
        List<String> news = withoutLog(step, terminal.news());
        rest.look(length);
        if (ended || isComplete(step, news, rest) || rest.lasts(patience.longest())) {
          terminal.show(length);
          return news;
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }

    private boolean isComplete(Step step, List<String> news, Rest rest) {
      if (writes) {
        int times = !news.isEmpty() ? 1 : step.action() == Action.LOOK ? LONGER_LOOK : LONGER;
        Duration quiet = patience.quiet().multipliedBy(times);
        boolean shown = !step.shown().isEmpty() && Shape.isSame(step.shown(), news);
        return shown ? rest.isQuiet(patience.settling()) : rest.isOver(quiet);
      }
      if (!Shape.canBecome(step.shown(), news)) {
        return rest.isQuiet(patience.settling().multipliedBy(HOPELESS));
      }
      return Shape.isSame(step.shown(), news)
          && (news.isEmpty()
              ? rest.isOver(patience.settling())
              : rest.isQuiet(patience.settling()));
    }

    /** Notes process ids that the document and this run print in the same place. */
    private void note(List<String> shown, List<String> news) {
      List<String> theirs = pids(shown);
      List<String> ours = pids(news);
      for (int i = 0; i < Math.min(theirs.size(), ours.size()); i++) {
        pids.put(theirs.get(i), ours.get(i));
      }
      if (!ours.isEmpty()) {
        lastPid = ours.getLast();
      }
    }

    private static List<String> pids(List<String> lines) {
      return PID.matcher(String.join("\n", lines)).results().map(each -> each.group(1)).toList();
    }

    private String withPids(String command, String lastPid) {
      String replaced = command;
      for (Map.Entry<String, String> pid : pids.entrySet()) {
        replaced = replaced.replaceAll("\\b" + pid.getKey() + "\\b", pid.getValue());
      }
      return lastPid.isEmpty() ? replaced : replaced.replaceAll("\\bPID\\b", lastPid);
    }

    private String renewed() {
      var lines = new ArrayList<>(List.of(text.split("\n", -1)));
      for (Step step : List.copyOf(printed.keySet()).reversed()) {
        int from = step.line() - 1 + step.lines();
        List<String> below = lines.subList(from, from + step.shown().size());
        below.clear();
        below.addAll(Shape.renewed(step.shown(), printed.getOrDefault(step, List.of())));
        if (step.action() == Action.COMMAND && step.lines() == 1) {
          String own = step.terminal() + "$ " + withPids(step.text(), "");
          lines.set(step.line() - 1, own);
        }
      }
      return String.join("\n", lines);
    }
  }
}
