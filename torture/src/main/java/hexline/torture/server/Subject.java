package hexline.torture.server;

import hexline.cli.Durations;
import hexline.cli.ShellWords;
import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.conformance.process.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server under test.
 *
 * @param label its name in the matrix
 * @param kind why it is tested
 * @param about what it is, in a few words; may be empty
 * @param start how it is reached
 * @param settings how strictly it is judged
 * @param repeat words that lead the kit to the same server, at the end of its command line
 */
public record Subject(
    String label, Kind kind, String about, Start start, Settings settings, List<String> repeat) {

  /** Why a server is tested. */
  public enum Kind {
    /** One of the servers of the suite. */
    SUITE,
    /** One that the user has named. */
    GIVEN,
    /** One that the others are compared with: what it fails is no failure of the run. */
    OTHER
  }

  /** How a server is reached. */
  public sealed interface Start {}

  /** A server that runs already. */
  public record Running(String host, int port) implements Start {}

  /**
   * A command that starts one.
   *
   * @param words program and arguments, as {@link Target.Command} takes them; a word {@code {jvm}} is
   *     where flags of the JVM go
   */
  public record Command(List<String> words) implements Start {

    static final String JVM = "{jvm}";

    /**
     * A heap of fixed size whose pages are resident from the start, so that resident memory grows only
     * by what is outside the heap.
     */
    private static final List<String> STEADY =
        List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

    public Command {
      words = List.copyOf(words);
    }

    /** Whether it is a JVM of this JDK, which takes flags and whose heap can be looked into. */
    public boolean isJvm() {
      return words.contains(JVM);
    }

    Command withFlag(String jvmFlag) {
      var all = new ArrayList<String>();
      for (String word : words) {
        if (word.equals(JVM)) {
          all.add(jvmFlag);
        }
        all.add(word);
      }
      return new Command(all);
    }

    /** The command for measuring memory. */
    public Target.Command steady() {
      return with(STEADY);
    }

    /** The command with these flags of its JVM, if it is one. */
    Target.Command with(List<String> jvmFlags) {
      return new Target.Command(
          words.stream()
              .flatMap(word -> word.equals(JVM) ? jvmFlags.stream() : Stream.of(word))
              .toList());
    }
  }

  /** Flags of JVMs that live for a case or two: C1 only, and a collector that starts quickly. */
  private static final List<String> QUICK_TO_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  public Subject {
    repeat = List.copyOf(repeat);
  }

  /** What the kit is given. */
  public Target target() {
    return switch (start) {
      case Running(String host, int port) -> new Target.Address(host, port);
      case Command command -> command.with(QUICK_TO_START);
    };
  }

  /**
   * The same server with one more flag of its JVM.
   *
   * @throws IllegalStateException if it is no command that starts a JVM
   */
  public Subject withJvmFlag(String flag) {
    if (!(start instanceof Command command && command.isJvm())) {
      throw new IllegalStateException(label + " is no JVM that this starts");
    }
    return new Subject(label, kind, about, command.withFlag(flag), settings, repeat);
  }

  /** Whether what it fails is a failure of the run. */
  public boolean counts() {
    return kind != Kind.OTHER;
  }

  /** Whether its model serves one client at a time. */
  public boolean servesOneAtATime() {
    return settings.traits().contains(Trait.ONE_CLIENT_AT_A_TIME);
  }

  /** The command line that runs a case again, in a shell in the folder of the checkout. */
  public String repeatCommand(TestCase testCase) {
    var words = new ArrayList<>(List.of("./run", "conformance", "--case", testCase.id()));
    if (testCase.tier() != Tier.QUICK) {
      words.addAll(List.of("--tier", String.valueOf(testCase.tier().number())));
    }
    settings.traits().forEach(trait -> words.addAll(List.of("--trait", trait.label())));
    if (!settings.timeout().equals(Settings.standard().timeout())) {
      words.addAll(List.of("--timeout", Durations.format(settings.timeout())));
    }
    Integer exitCode = settings.exitCode();
    if (exitCode != null) {
      words.addAll(List.of("--exit-code", exitCode.toString()));
    }
    words.addAll(repeat);
    return ShellWords.of(words);
  }
}
