package hexline.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server to measure, in any language: one that the bench starts, or one that runs already. */
public sealed interface ServerSpec {

  /** {@link #clientsAtOnce} of a server that serves all clients at the same time. */
  int NO_LIMIT = Integer.MAX_VALUE;

  /** Its name in the table. */
  String label();

  /** How many clients it serves at a time. */
  int clientsAtOnce();

  /** Whether it is one of the five servers of the suite, with or without options. */
  boolean isOfSuite();

  /** Whether it can be told what to do for each request, besides converting it. */
  boolean canWork();

  /** How many of its requests compute at a time, if its options say so; 0 if they do not. */
  default int carriers() {
    return 0;
  }

  /** The same server under another name. */
  ServerSpec withLabel(String other);

  /** The same server, on the processors for servers if the bench starts it. */
  ServerSpec on(Processors.Split split);

  /** What kind of program a server is, which decides how it is started and what is known of it. */
  enum Kind {
    /** A server of the suite: a JVM that chooses its port and announces it. */
    SUITE(true, true),
    /** The {@link NullServer}, which does the same. */
    NULL(true, true),
    /** Another program in Java, which listens on a port that it is given. */
    JAVA(false, true),
    /** Any command, which listens on a port that it is given. */
    COMMAND(false, false);

    private final boolean announces;
    private final boolean isJvm;

    Kind(boolean announces, boolean isJvm) {
      this.announces = announces;
      this.isJvm = isJvm;
    }

    /** Whether it prints its address in a line with "listening on"; if not, it gets a {port}. */
    boolean announces() {
      return announces;
    }

    /** Whether it is a JVM of the bench's JDK, whose heap jcmd can read. */
    boolean isJvm() {
      return isJvm;
    }
  }

  /**
   * A server that the bench starts, as a process on this machine.
   *
   * @param command program and arguments; {@code {port}} stands for a free port, {@code {work}} for
   *     the extra work of each request
   * @param carriers threads that carry its virtual threads; 0 if it has no such option, or leaves the
   *     number to the JDK
   */
  record Started(Kind kind, String label, List<String> command, int clientsAtOnce, int carriers)
      implements ServerSpec {

    private static final Pattern EXTERNAL = Pattern.compile("([\\w.-]+)(?::(\\d{1,9}))?=(.+)");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /** The five servers of the suite, in reading order: names and main classes. */
    private static final Map<String, String> SUITE = new LinkedHashMap<>();

    static {
      SUITE.put("sync", "hexline.sync.SyncServer");
      SUITE.put("threaded", "hexline.threaded.ThreadedServer");
      SUITE.put("nio", "hexline.nio.NioServer");
      SUITE.put("async", "hexline.async.AsyncServer");
      SUITE.put("virtual", "hexline.virtual.VirtualServer");
    }

    public Started {
      command = List.copyOf(command);
    }

    /** A server whose options do not set a number of carriers. */
    public Started(Kind kind, String label, List<String> command, int clientsAtOnce) {
      this(kind, label, command, clientsAtOnce, 0);
    }

    @Override
    public boolean isOfSuite() {
      return kind == Kind.SUITE;
    }

    @Override
    public boolean canWork() {
      return command.stream().anyMatch(word -> word.contains("{work}"));
    }

    @Override
    public Started withLabel(String other) {
      return new Started(kind, other, command, clientsAtOnce, carriers);
    }

    @Override
    public Started on(Processors.Split split) {
      return new Started(kind, label, split.onServers(command), clientsAtOnce, carriers);
    }

    private static Started parse(String text) {
      Matcher external = EXTERNAL.matcher(text);
      if (external.matches()) {
        return external(external.group(1), external.group(2), words(external.group(3)));
      }
      List<String> words = words(text);
      String name = words.isEmpty() ? "" : words.getFirst();
      String mainClass = SUITE.get(name);
      if (mainClass == null) {
        throw new IllegalArgumentException(
            "'" + text + "' is not one of " + suite() + ", nor name=command with {port}");
      }
      return ofSuite(name, mainClass, words.subList(1, words.size()));
    }

    private static Started ofSuite(String name, String mainClass, List<String> options) {
      var all = new ArrayList<>(List.of("--port", "0", "--work", "{work}"));
      all.addAll(options);
      List<String> withoutWork = all.stream().map(word -> word.replace("{work}", "none")).toList();
      PrintedConfig config;
      try {
        config = PrintedConfig.of(mainClass, withoutWork);
      } catch (IOException e) {
        throw new IllegalArgumentException(name + " cannot be run: " + e.getMessage(), e);
      }
      var command = new ArrayList<>(JavaCommand.forServer(mainClass));
      command.addAll(all);
      String label = (name + " " + String.join(" ", options)).replace("--", "").strip();
      return new Started(Kind.SUITE, label, command, config.clientsAtATime(), config.carriers());
    }

    private static Started external(String label, String clientsAtOnce, List<String> command) {
      if (command.stream().noneMatch(word -> word.contains("{port}"))) {
        throw new IllegalArgumentException("the command of '" + label + "' has no {port}");
      }
      int limit = clientsAtOnce == null ? NO_LIMIT : Integer.parseInt(clientsAtOnce);
      if (limit == 0) {
        throw new IllegalArgumentException(
            "'"
                + label
                + ":0' would serve nobody; without a number there is no limit, as in "
                + label
                + "=command {port}");
      }
      return new Started(Kind.COMMAND, label, command, limit);
    }

    private static List<String> words(String command) {
      var words = new ArrayList<String>();
      for (Matcher word = WORD.matcher(command); word.find(); ) {
        for (int group = 1; group <= 3; group++) {
          if (word.group(group) != null) {
            words.add(word.group(group));
          }
        }
      }
      return words;
    }
  }

  /**
   * A server that runs already, on another machine or on this one, and that the bench only connects
   * to. Its processor time, memory, threads and context switches are not known.
   *
   * @param host name or address, resolved when the server is measured
   */
  record Remote(String label, String host, int port, int clientsAtOnce) implements ServerSpec {

    @Override
    public boolean isOfSuite() {
      return false;
    }

    @Override
    public boolean canWork() {
      return false; // nobody starts it with --work
    }

    @Override
    public Remote withLabel(String other) {
      return new Remote(other, host, port, clientsAtOnce);
    }

    @Override
    public Remote on(Processors.Split split) {
      return this;
    }
  }

  /** Names of the five servers, in reading order. */
  static List<String> suite() {
    return List.copyOf(Started.SUITE.keySet());
  }

  /**
   * Parses a server of the suite, with options if there are any, as in {@code nio --workers 64}, or
   * a command, as in {@code name=command {port}}. A number limits the clients that it serves at a
   * time, as in {@code name:1=command {port}}. A server of the suite is asked for that number, which
   * takes as long as the start of a JVM.
   *
   * @throws IllegalArgumentException if the text is neither, or the server refuses the options
   */
  static ServerSpec parse(String text) {
    return Started.parse(text);
  }

  /** The server that answers without parsing, with one event loop; see {@link NullServer}. */
  static ServerSpec nullServer() {
    return nullServer(1);
  }

  /** The server that answers without parsing, with so many event loops. */
  static ServerSpec nullServer(int loops) {
    var command = new ArrayList<>(JavaCommand.forServer(NullServer.class.getName()));
    command.add(Integer.toString(loops));
    return new Started(Kind.NULL, "null", command, NO_LIMIT);
  }

  /**
   * A server that runs already.
   *
   * @param clientsAtOnce how many clients it serves at a time, or {@link #NO_LIMIT}
   * @throws IllegalArgumentException if the host is not known, or a number is out of its range
   */
  static ServerSpec remote(String host, int port, int clientsAtOnce) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("the port must be from 1 to 65535: " + port);
    }
    if (clientsAtOnce < 1) {
      throw new IllegalArgumentException("clients at a time must be at least 1: " + clientsAtOnce);
    }
    try {
      if (host.isBlank()) {
        throw new UnknownHostException(host);
      }
      InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("unknown host: '" + host + "'", e);
    }
    return new Remote("remote", host, port, clientsAtOnce);
  }
}
