package hexline.conformance.process;

import java.util.ArrayList;
import java.util.List;

/** What is tested: a running server, or a command that starts one. */
public sealed interface Target {

  /** A running server. Cases that need its process are skipped. */
  record Address(String host, int port) implements Target {}

  /**
   * A command that starts a server on 127.0.0.1.
   *
   * @param words program and arguments; {@code {port}} is replaced by a free port, and {@code
   *     {options}} by the options that a case needs
   */
  record Command(List<String> words) implements Target {

    static final String PORT = "{port}";
    static final String OPTIONS = "{options}";

    /**
     * @throws IllegalArgumentException if there is no {@code {port}} in it
     */
    public Command {
      words = List.copyOf(words);
      if (words.stream().noneMatch(word -> word.contains(PORT))) {
        throw new IllegalArgumentException("the command has no {port} to put the port in");
      }
    }

    /** Whether a case can have other limits than the server's defaults. */
    public boolean takesOptions() {
      return words.stream().anyMatch(word -> word.contains(OPTIONS));
    }

    /** The words to start; a word that is just {@code {options}} becomes none or several. */
    List<String> on(int port, List<String> options) {
      var command = new ArrayList<String>();
      for (String word : words) {
        if (word.equals(OPTIONS)) {
          command.addAll(options);
        } else {
          command.add(
              word.replace(PORT, String.valueOf(port)).replace(OPTIONS, String.join(" ", options)));
        }
      }
      return command;
    }
  }
}
