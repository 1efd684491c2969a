package hexline.bench;

import hexline.bench.page.PageWriter;
import hexline.cli.Version;
import hexline.page.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the page of results again: {@code ./run bench report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Writes the page of a run from its JSON file: one HTML file that needs no network.",
      "With two files, the earlier one first, the page of the later one begins with what changed "
          + "beyond noise."
    },
    footer = {"", "Exit codes: 1 a file cannot be read or written, 2 wrong usage."})
final class ReportCommand implements Callable<Integer> {

  private static final int MOST_FILES = 2;

  @Parameters(paramLabel = "FILE.json", arity = "1..*", description = "Results of a run.")
  List<Path> files = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      description =
          "The page (beside the last file: FILE.html, of two files LATER-since-EARLIER.html). Only "
              + "another page of the bench is replaced.")
  @Nullable Path out;

  @Option(names = "--open", description = "Opens the page in a browser.")
  boolean open;

  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (files.size() > MOST_FILES) {
      throw new ParameterException(
          command.commandLine(), "two files can be compared, not " + files.size());
    }
    Path last = files.getLast();
    boolean isComparison = files.size() > 1;
    Path usual = isComparison ? pageOf(last, files.getFirst()) : pageOf(last);
    Path page = out != null ? out : usual;
    if (Files.isRegularFile(page) && !PageWriter.isPage(page)) {
      throw new IOException(page + ": this file is no page of the bench, and is not written over");
    }
    if (isComparison) {
      PageWriter.write(page, last, files.getFirst());
    } else {
      PageWriter.write(page, last);
    }
    if (open) {
      Browser.open(page);
    }
    System.out.println(page);
    return 0;
  }

  /** The page of a file of results: beside it, with the same name. */
  static Path pageOf(Path results) {
    return results.resolveSibling(stem(results) + ".html");
  }

  /** The page of a comparison, which leaves that of the later run as it is. */
  private static Path pageOf(Path results, Path earlier) {
    return results.resolveSibling(stem(results) + "-since-" + stem(earlier) + ".html");
  }

  private static String stem(Path results) {
    return String.valueOf(results.getFileName()).replaceFirst("\\.json$", "");
  }
}
