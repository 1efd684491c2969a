package hexline.docs.console;

import hexline.docs.console.Step.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The transcripts of a document: its fences with the info string {@code console}, in their order. A
 * line before a fence may say {@code <!-- needs COMMAND -->}: it is typed only where these commands
 * are installed, and so are some that a fence uses without saying so; or {@code <!-- not typed: REASON -->}.
 *
 * @param name of the document, for messages
 * @param blocks the fences
 */
public record Transcript(String name, List<Block> blocks) {

  private static final Pattern STEP =
      Pattern.compile("([a-z][a-z0-9-]*)(?:\\$ (?<command>.+)|> (?<input>.*)|(?<look>:))");
  private static final Pattern NEEDS = Pattern.compile("<!-- needs ([\\w. -]+?) -->");

  /** Commands that not every system has, as words of a command line. */
  private static final Pattern NOT_EVERYWHERE =
      Pattern.compile("(?<![\\w./-])(bash|git|nc|python3|ss|strace|taskset|timeout|top)(?= |$)");

  private static final Pattern NOT_TYPED = Pattern.compile("<!-- not typed: (.+) -->");

  /**
   * A fence.
   *
   * @param needs commands that must be installed
   * @param notTyped why it is never typed; absent if it is
   * @param steps in their order
   */
  public record Block(List<String> needs, Optional<String> notTyped, List<Step> steps) {

    public Block {
      needs = List.copyOf(needs);
      steps = List.copyOf(steps);
    }
  }

  public Transcript {
    blocks = List.copyOf(blocks);
  }

  /**
   * The transcripts of a text.
   *
   * @throws IllegalStateException if a fence does not begin with a step, or has no end
   */
  public static Transcript of(String name, String text) {
    String[] lines = text.split("\n", -1);
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].matches("```+.*")) {
        String fence = lines[i].replaceFirst("[^`].*", "");
        int end = i + 1;
        while (end < lines.length && !lines[end].strip().equals(fence)) {
          end++;
        }
        if (end == lines.length) {
          throw new IllegalStateException(name + ":" + (i + 1) + ": a fence has no end");
        }
        if (lines[i].equals("```console")) {
          blocks.add(block(name, lines, i, end));
        }
        i = end;
      }
    }
    return new Transcript(name, blocks);
  }

  private static Block block(String name, String[] lines, int fence, int end) {
    var needs = new ArrayList<String>();
    Optional<String> notTyped = Optional.empty();
    for (int i = fence - 1; i >= 0 && lines[i].startsWith("<!-- "); i--) {
      Matcher need = NEEDS.matcher(lines[i]);
      Matcher never = NOT_TYPED.matcher(lines[i]);
      if (need.matches()) {
        needs.addAll(List.of(need.group(1).split(" +", -1)));
      } else if (never.matches()) {
        notTyped = Optional.of(never.group(1));
      }
    }
    var steps = new ArrayList<Step>();
    for (int i = fence + 1; i < end; ) {
      Matcher step = STEP.matcher(lines[i]);
      if (!step.matches()) {
        throw new IllegalStateException(
            "%s:%s: a transcript begins with NAME$ COMMAND, NAME> TEXT or NAME:, not with: %s"
                .formatted(name, i + 1, lines[i]));
      }
      int first = i++;
      String typed = typed(step);
      if (step.group("command") != null) {
        NOT_EVERYWHERE.matcher(typed).results().forEach(found -> needs.add(found.group(1)));
      }
      while (step.group("command") != null && typed.endsWith("\\") && i < end) {
        typed += "\n" + lines[i++]; // the command goes on
      }
      int ownLines = i - first;
      var shown = new ArrayList<String>();
      while (i < end && !STEP.matcher(lines[i]).matches()) {
        shown.add(lines[i++]);
      }
      steps.add(new Step(action(step), step.group(1), typed, first + 1, ownLines, shown));
    }
    return new Block(needs.stream().distinct().toList(), notTyped, steps);
  }

  private static String typed(Matcher step) {
    return step.group("command") != null
        ? step.group("command")
        : step.group("input") != null ? step.group("input") : "";
  }

  private static Action action(Matcher step) {
    return step.group("command") != null
        ? Action.COMMAND
        : step.group("input") != null ? Action.INPUT : Action.LOOK;
  }

  /** Whether anything is typed. */
  public boolean isTyped() {
    return blocks.stream().anyMatch(block -> block.notTyped().isEmpty());
  }
}
