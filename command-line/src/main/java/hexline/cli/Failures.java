package hexline.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * How every program of the suite says on standard error that it cannot do what it was told.
 *
 * <p>Wrong usage is two lines and exit code 2, without picocli's help text, which would push the
 * reason off the screen:
 *
 * <pre>
 *   nio-server: port must be from 0 to 65535: 99999
 *   Try 'nio-server --help'.
 * </pre>
 *
 * <p>An {@link IOException} is one line and exit code 1. Any other exception is a mistake in the
 * program, and picocli prints its stack trace.
 */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private Failures() {}

  /** Makes a program and its subcommands, which must have been added, report failures like this. */
  public static CommandLine reportedBy(CommandLine program) {
    var failures = new Failures();
    return program.setParameterExceptionHandler(failures).setExecutionExceptionHandler(failures);
  }

  /**
   * Prints the two lines about wrong usage. The second one has the command that the user knows: the
   * system property {@code hexline.command}, which the script {@code run} sets, or else the name of
   * the program; a subcommand follows.
   *
   * @param reason of which the first line is printed
   * @return the exit code
   */
  public static int wrongUsage(CommandLine command, String reason) {
    String name = command.getCommandSpec().qualifiedName();
    String root = command.getCommandSpec().root().name();
    String known = System.getProperty("hexline.command", root) + name.substring(root.length());
    command.getErr().println(name + ": " + Printable.of(firstLine(reason)));
    command.getErr().println("Try '" + known + " --help'.");
    command.getErr().flush();
    return ExitCode.USAGE;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    return wrongUsage(e.getCommandLine(), String.valueOf(e.getMessage()));
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    Throwable cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    if (!(cause instanceof IOException failure)) {
      throw e;
    }
    String reason = Printable.of(reason(failure));
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + reason);
    command.getErr().flush();
    return ExitCode.SOFTWARE;
  }

  /**
   * Why something could not be read or written, on one line. Most exceptions of files have no
   * message but the file's name.
   */
  public static String reason(IOException e) {
    String message = e.getMessage();
    String why =
        switch (e) {
          case AccessDeniedException _ -> ": permission denied";
          case NoSuchFileException _ -> ": no such file or folder";
          case NotDirectoryException _ -> ": not a folder";
          case FileAlreadyExistsException _ -> ": a file of this name exists";
          default -> "";
        };
    return message == null ? e.getClass().getSimpleName() : firstLine(message) + why;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
