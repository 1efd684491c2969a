package hexline.docs.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.process.ChildProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell in a terminal: {@code sh} with a pseudo-terminal, which the command {@code script} of
 * util-linux makes, so that a key such as ^C reaches the program that runs as it does for a reader.
 * What is typed is not printed. For use by one thread.
 */
final class Terminal implements AutoCloseable {

  /**
   * A shell whose commands end at Ctrl-C. A process that was started in the background of a script
   * ignores SIGINT, its children inherit that, and a shell cannot undo it; env of GNU can.
   */
  private static final String SHELL =
      "env --default-signal=INT true 2>/dev/null && exec env --default-signal=INT sh -i;"
          + " exec sh -i";

  private static final char PROMPT = '\u001e'; // a character that no program prints
  private static final String SET_UP =
      "stty -echo -onlcr cols 100 rows 50; PS1=\"$(printf '\\036')\"; PS2=\n";
  private static final int POLL_MILLIS = 10;

  private final ChildProcess process;
  private int typedAt; // in the output, where that of the last step begins
  private int seenUntil; // in the output, what no step has shown yet

  private Terminal(ChildProcess process) {
    this.process = process;
  }

  /**
   * Opens a terminal, at its prompt.
   *
   * @param desk where it stands
   * @throws IOException if it has no prompt within a time
   */
  static Terminal open(Desk desk, Duration patience) throws IOException, InterruptedException {
    var command = new ArrayList<>(desk.enter());
    command.addAll(List.of("script", "-qfec", SHELL, "/dev/null"));
    var builder =
        new ProcessBuilder(command).directory(desk.folder().toFile()).redirectErrorStream(true);
    setUp(builder.environment());
    var terminal = new Terminal(ChildProcess.startWithInput(builder, Duration.ZERO));
    terminal.send(SET_UP);
    if (!terminal.awaitPrompt(patience)) {
      terminal.close();
      throw new IOException("a terminal has no prompt after " + patience.toSeconds() + " s");
    }
    return terminal;
  }

  private static void setUp(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("HEXLINE_"));
    environment
        .keySet()
        .removeAll(List.of("ENV", "HISTFILE", "JAVA_TOOL_OPTIONS", "PROMPT_COMMAND"));
    String home = System.getProperty("java.home");
    environment.put("JAVA_HOME", home);
    environment.put("PATH", Path.of(home, "bin") + ":" + Desk.path());
    environment.put("TERM", "dumb");
    environment.put("NO_COLOR", "1");
    environment.put("PAGER", "cat");
    environment.put("GIT_PAGER", "cat");
    environment.put("LC_ALL", "C.UTF-8");
  }

  /** Types a line for the shell or for the program that runs. */
  void type(String line) throws IOException {
    begin();
    send(line + "\n");
  }

  /** Presses a key with Ctrl. */
  void press(char key) throws IOException {
    begin();
    send(String.valueOf((char) (key - '@')));
  }

  private void begin() {
    typedAt = all().length();
    seenUntil = typedAt;
  }

  private void send(String text) throws IOException {
    OutputStream keyboard = process.input();
    keyboard.write(text.getBytes(UTF_8));
    keyboard.flush();
  }

  /** Whether the shell waits for a command. */
  boolean isAtPrompt() {
    return all().indexOf(PROMPT, typedAt) >= 0;
  }

  /** Waits until the shell waits for a command; false if it does not within a time. */
  boolean awaitPrompt(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!isAtPrompt()) {
      if (System.nanoTime() - end > 0 || !process.isAlive()) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return true;
  }

  /** What was printed since the last step that showed something, or since a line was typed. */
  List<String> news() {
    String text = all().substring(seenUntil).replace(String.valueOf(PROMPT), "");
    var lines = new ArrayList<>(text.lines().map(String::stripTrailing).toList());
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    while (!lines.isEmpty() && lines.getFirst().isEmpty()) {
      lines.removeFirst();
    }
    return lines;
  }

  /** How much was printed so far. */
  int length() {
    return all().length();
  }

  /** Marks what has been printed up to a length as shown. */
  void show(int length) {
    seenUntil = length;
  }

  /** Processor time of all processes that run in it. */
  Duration processorTime() {
    return process.family().stream()
        .flatMap(handle -> handle.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private String all() {
    return process.output().text(UTF_8);
  }

  @Override
  public void close() {
    process.close();
  }
}
