package hexline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class FailuresTest {

  @Command(name = "program", mixinStandardHelpOptions = true, versionProvider = Version.class)
  static final class Program implements Callable<Integer> {

    @Option(names = "--number")
    int number;

    @Override
    public Integer call() throws IOException {
      throw new IOException("cannot read it\nwhat follows is too much");
    }

    @Command(name = "part")
    int part(@Parameters String how) {
      return switch (how) {
        case "unchecked" -> throw new UncheckedIOException(new IOException("cannot write it"));
        case "mistaken" -> throw new IllegalStateException("a mistake");
        default -> 0;
      };
    }
  }

  private static String run(int exitCode, String... args) {
    var out = new StringWriter();
    var program = Failures.reportedBy(new CommandLine(new Program()));
    program.setErr(new PrintWriter(out)).setOut(new PrintWriter(out));
    assertEquals(exitCode, program.execute(args), out::toString);
    return out.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  @DisplayName("wrong usage is the reason and a hint, on two lines")
  void wrongUsage() {
    String text = run(2, "--number", "x");
    assertTrue(text.startsWith("program: Invalid value for option '--number'"), text);
    assertTrue(text.endsWith("\nTry 'program --help'.\n"), text);
    assertEquals(2, text.lines().count(), text);
  }

  @Test
  @DisplayName("a subcommand is named with its program")
  void subcommand() {
    assertTrue(run(2, "part").endsWith("\nTry 'program part --help'.\n"), "where to get help");
    assertEquals("program part: cannot write it\n", run(1, "part", "unchecked"));
  }

  @Test
  @DisplayName("a script that starts the program is named where to get help")
  void script() {
    System.setProperty("hexline.command", "./run program");
    try {
      String text = run(2, "part");
      assertTrue(text.startsWith("program part: "), text);
      assertTrue(text.endsWith("\nTry './run program part --help'.\n"), text);
    } finally {
      System.clearProperty("hexline.command");
    }
  }

  @Test
  @DisplayName("an IOException is its first line; another exception has its stack trace")
  void exceptions() {
    assertEquals("program: cannot read it\n", run(1));
    assertTrue(run(1, "part", "mistaken").contains("\tat hexline.cli.FailuresTest"), "a trace");
  }

  @Test
  @DisplayName("a version has the program's name and the JVM")
  void version() {
    String text = run(0, "--version");
    assertTrue(text.startsWith("hexline program "), text);
    assertTrue(text.endsWith("on %s %s\n".formatted(vm(), Runtime.version())), text);
  }

  private static String vm() {
    return System.getProperty("java.vm.name");
  }
}
