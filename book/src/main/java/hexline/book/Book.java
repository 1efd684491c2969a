package hexline.book;

import hexline.cli.Checkout;
import hexline.cli.Failures;
import hexline.cli.Version;
import hexline.page.Browser;
import hexline.page.PageTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the book: {@code ./run book}. */
@Command(
    name = "book",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Writes all documents in reading order as one HTML page that needs no network.",
    footer = {"", "Exit codes: 1 a document cannot be read or the page be written, 2 wrong usage."})
public final class Book implements Callable<Integer> {

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where the page goes (book/target/book.html of the checkout).")
  @Nullable Path file;

  @Option(names = "--open", description = "Opens the page in a browser.")
  boolean open;

  @Spec CommandSpec command = CommandSpec.create();

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(command().execute(args));
  }

  /** The program as a command, for {@link #main} and for tests. */
  static CommandLine command() {
    Locale.setDefault(Locale.ROOT); // no number has the user's digits
    return Failures.reportedBy(new CommandLine(new Book()));
  }

  @Override
  public Integer call() throws IOException {
    Path root =
        Checkout.find()
            .orElseThrow(() -> new IOException("the documents are not there: no checkout"))
            .root();
    Path page = file == null ? root.resolve("book/target/book.html") : file;
    PageTemplate.write(page, BookPage.html(root));
    command.commandLine().getOut().println(page);
    if (open) {
      Browser.open(page);
    }
    return 0;
  }
}
