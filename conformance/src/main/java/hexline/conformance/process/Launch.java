package hexline.conformance.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The server process that a case needs: the shared one, or one of its own.
 *
 * @param own whether the case needs a fresh process, which it may end
 * @param options limits for the server's command line; without them the case cannot be run
 * @param wishes limits that help the case; left out if the server takes no options
 * @param environments environment variables; the case is run once with each map, on a fresh process
 * @param limits what the process has less of than the system gives
 */
public record Launch(
    boolean own,
    List<String> options,
    List<String> wishes,
    List<Map<String, String>> environments,
    Limits limits) {

  /** The process that serves most cases, one after the other. */
  public static final Launch SHARED = of(false);

  /** A process of its own, with the default limits. */
  public static final Launch OWN = of(true);

  /**
   * The environment variable with options for a JVM that are stronger than those of its command
   * line. A process that is no JVM ignores it.
   */
  private static final String JVM_OPTIONS = "_JAVA_OPTIONS";

  private static Launch of(boolean own, String... options) {
    return new Launch(own, List.of(options), List.of(), List.of(Map.of()), Limits.NONE);
  }

  /** A process of its own, with these options. */
  public static Launch own(String... options) {
    return of(true, options);
  }

  /** One of its own, with these options, if the server takes any; else this one. */
  public Launch preferably(String... others) {
    return new Launch(own, options, List.of(others), environments, limits);
  }

  /** The process for a server that takes options, or takes none. */
  public Launch on(boolean takesOptions) {
    if (wishes.isEmpty() || !takesOptions) {
      return this;
    }
    List<String> all = Stream.of(options, wishes).flatMap(List::stream).toList();
    return new Launch(true, all, List.of(), environments, limits);
  }

  /** The same process with this limit of file descriptors. */
  public Launch withDescriptors(int limit) {
    return with(new Limits(limit, limits.threads(), limits.memory(), limits.tasks(), limits.log()));
  }

  /** The same process with this limit of threads of its user. */
  public Launch withThreads(int limit) {
    return with(
        new Limits(limits.descriptors(), limit, limits.memory(), limits.tasks(), limits.log()));
  }

  /** The same process with this limit of memory, in bytes, for all that the kernel counts. */
  public Launch withMemory(long limit) {
    return with(
        new Limits(limits.descriptors(), limits.threads(), limit, limits.tasks(), limits.log()));
  }

  /** The same process with this limit of threads, whoever its user is. */
  public Launch withTasks(int limit) {
    return with(
        new Limits(limits.descriptors(), limits.threads(), limits.memory(), limit, limits.log()));
  }

  /** The same process with this end of its log. */
  public Launch withLog(Limits.Log log) {
    return with(
        new Limits(limits.descriptors(), limits.threads(), limits.memory(), limits.tasks(), log));
  }

  private Launch with(Limits other) {
    return new Launch(own, options, wishes, environments, other);
  }

  /** The same process with these options of its JVM, if it is one. */
  public Launch withJvmOptions(String... jvmOptions) {
    return with(Map.of(JVM_OPTIONS, String.join(" ", jvmOptions)));
  }

  /** The same process with these environment variables. */
  public Launch with(Map<String, String> environment) {
    return new Launch(own, options, wishes, List.of(environment), limits);
  }

  /** A process of its own in each of these environments. */
  public static Launch in(List<Map<String, String>> environments) {
    return new Launch(true, List.of(), List.of(), environments, Limits.NONE);
  }

  /** What a reader has to know of the process, such as its options; empty for the shared one. */
  public String description() {
    var parts = new ArrayList<String>();
    Stream.of(options, wishes)
        .filter(each -> !each.isEmpty())
        .map(Launch::words)
        .forEach(parts::add);
    environments.stream()
        .filter(each -> !each.isEmpty())
        .map(each -> words(each.entrySet().stream().map(Object::toString).sorted().toList()))
        .reduce((one, other) -> one + " or " + other)
        .ifPresent(parts::add);
    limits.descriptions().forEach(parts::add);
    String with = parts.isEmpty() ? "" : ", with " + String.join(", ", parts);
    return own || !parts.isEmpty() ? "a process of its own" + with : "";
  }

  private static String words(List<String> words) {
    return String.join(" ", words);
  }
}
