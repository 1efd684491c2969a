package hexline.conformance.course;

import static hexline.conformance.cases.Rule.R1;
import static hexline.conformance.cases.Rule.R10;
import static hexline.conformance.cases.Rule.R11;
import static hexline.conformance.cases.Rule.R12;
import static hexline.conformance.cases.Rule.R13;
import static hexline.conformance.cases.Rule.R14;
import static hexline.conformance.cases.Rule.R15;
import static hexline.conformance.cases.Rule.R2;
import static hexline.conformance.cases.Rule.R3;
import static hexline.conformance.cases.Rule.R4;
import static hexline.conformance.cases.Rule.R5;
import static hexline.conformance.cases.Rule.R6;
import static hexline.conformance.cases.Rule.R7;
import static hexline.conformance.cases.Rule.R8;
import static hexline.conformance.cases.Rule.R9;

import hexline.conformance.cases.Cases;
import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The stages of the course, and which quick case belongs to which: the case that begins it all to
 * the first stage, every other case to the last stage that one of its rules belongs to. A case that
 * starts the server with options belongs to the stage of the limits at the earliest, because the
 * server takes no options before.
 */
public final class Stages {

  private static final String FIRST_CASE = "G01";

  /** Rules that a case needs besides those that it judges. */
  private static final Map<String, Set<Rule>> NEEDS =
      Map.of(
          "F06", Set.of(R5), // one of its last lines is too long
          "L06", Set.of(R6)); // it reads all answers of a client at full speed

  private static final CourseStage ONE_LINE =
      new CourseStage(
          "one-line",
          "It listens, and answers a line",
          Set.of(),
          """
          Every server begins like this: listen, accept, read, answer, write. Nothing else can be
          tried before a line gets its answer.
          """,
          """
          Bind 127.0.0.1 and the port of your command line, accept a client, read up to 1024 bytes,
          write the hexadecimal form and LF, and read again on the same connection until it ends.
          """);

  private static final CourseStage FRAMING =
      new CourseStage(
          "framing",
          "A line is a line, however it arrives",
          Set.of(R1),
          """
          TCP carries a stream of bytes. One read may return half a line, and another one three
          lines at once. A server that takes one read for one message works on the developer's
          machine, where lines are short and the network is fast, and fails elsewhere.
          """,
          """
          Keep a buffer for each connection. Append what a read returns; as long as there is an LF
          in the buffer, take the line before it and answer it; what has no LF stays. One CR
          directly before the LF is not a part of the line.
          """);

  private static final CourseStage GRAMMAR =
      new CourseStage(
          "grammar",
          "It takes integers, and nothing else",
          Set.of(R2, R3, R4),
          """
          The number parsers of languages differ: in white space, signs, underscores, Unicode
          digits and size. What the parser throws on unexpected bytes must not end the connection:
          a mistake costs its sender one line.
          """,
          """
          Match the bytes of the line against a regular expression with ASCII classes only:
          S*[+-]?[0-9]+(_[0-9]+)*S* where S is [\\x20\\t\\x0b\\f\\r]. What matches has any size, so
          convert it with big integers. What does not match gets the error line.
          """);

  private static final CourseStage END_OF_INPUT =
      new CourseStage(
          "end-of-input",
          "The end of input ends a line, too",
          Set.of(R7),
          """
          printf 4312 | nc sends a line without LF and then FIN, and waits for the answer. FIN
          closes one direction only: the server may still write.
          """,
          """
          When read reports the end of input, answer what is left in the buffer, if anything is,
          and close afterwards.
          """);

  private static final CourseStage MANY_CLIENTS =
      new CourseStage(
          "many-clients",
          "A second client need not wait",
          Set.of(R10),
          """
          A client that is connected and says nothing keeps a server of one thread in read, and all
          others wait in the backlog. This is the question that the five models of hexline answer.
          """,
          """
          A thread for each client, or one loop that waits for all clients at once (select, poll,
          epoll) and reads where something has arrived. A server that serves one client at a time
          on purpose declares --trait one-client-at-a-time.
          """);

  private static final CourseStage PIPELINING =
      new CourseStage(
          "pipelining",
          "Every answer, in order, at full speed",
          Set.of(R6),
          """
          A client may send thousands of lines before it reads. Then the socket buffers are full,
          and a write may take a part of the bytes only. The client has no request numbers, so an
          answer that is lost or late makes all later ones wrong.
          """,
          """
          Do not ignore what write returns: keep the rest and write it before anything else. In a
          loop, wait until the socket is writable. Answer the requests of one client one after the
          other, also if several threads do the work.
          """);

  private static final CourseStage BROKEN_CONNECTIONS =
      new CourseStage(
          "broken-connections",
          "A broken connection ends itself alone",
          Set.of(R9),
          """
          Clients are killed, networks fail. Then accept, read or write reports an error: a reset
          or a broken pipe. It must end the connection of this client alone, and must not leave a
          descriptor open.
          """,
          """
          Catch the errors of one client where you serve it, close its socket in any case, and go
          on. An error of accept that one client has caused must not end the accept loop either.
          Ignore SIGPIPE if your language does not.
          """);

  private static final CourseStage LINE_LIMIT =
      new CourseStage(
          "line-limit",
          "No client decides how much a line costs",
          Set.of(R5),
          """
          Without a limit, a client that sends no LF fills the memory, and a number of a million
          digits keeps a processor busy. The limit has to hold before the line is complete.
          """,
          """
          As soon as more than 1024 bytes have come without LF (one CR at the end not counted),
          send the error line, once, and discard everything up to the LF as it arrives. Check the
          length before you convert.
          """);

  private static final CourseStage BACK_PRESSURE =
      new CourseStage(
          "back-pressure",
          "Who does not read is not read from",
          Set.of(R8),
          """
          A client that sends and never reads makes answers pile up. If the server reads on, they
          fill its memory. If it stops reading, the client's own system stops it: its send buffer
          is full.
          """,
          """
          While more than 64 KiB of answers wait for a client, do not read from it. A blocking
          write does this by itself; a loop takes the read interest away. Read on when the answers
          have left.
          """);

  private static final CourseStage LIMITS =
      new CourseStage(
          "limits",
          "It has limits, and they are options",
          Set.of(R11, R12, R13),
          """
          A client that stays for ever, silent or without reading, holds a thread, a buffer or a
          descriptor. A server on the Internet has to end such connections, and to refuse what it
          has no room for.
          """,
          """
          Take --max-connections N, --idle-timeout TIME, --write-timeout TIME (as in 1s or 500ms),
          --backlog N, --drain-timeout TIME and --verbose, and put {options} into the command. Only
          a complete line restarts the idle timeout. Look for input and for room before you judge a
          timeout: the process may have been paused. A refused client gets its line, then FIN, and
          is closed when it has sent its own.
          """);

  private static final CourseStage DRAIN =
      new CourseStage(
          "drain",
          "SIGTERM loses no request",
          Set.of(R14),
          """
          A server is restarted more often than it fails. Requests that have arrived when the order
          to stop comes are answered by nobody else.
          """,
          """
          On SIGTERM accept what is in the backlog and close the listener; read what has arrived,
          until a read finds nothing; write all answers, send FIN. Then discard what the client still
          sends, and close when it has sent FIN, too, or half a second later: to close a socket with
          unread input sends a reset. After --drain-timeout give up. Time in which the process was
          paused does not count, so measure it in small steps.
          """);

  private static final CourseStage TROUBLE =
      new CourseStage(
          "trouble",
          "It survives when resources run out",
          Set.of(R15),
          """
          File descriptors, threads and memory run out on the day with the most clients. A server
          that ends, spins, or fills the disk with log lines makes that day worse.
          """,
          """
          When accept fails for lack of descriptors, the client stays in the backlog and the
          listener stays ready: pause for 50 ms, then longer, up to 1 s; log at most once a second;
          go on when clients have left. Never wait for a log that nobody reads: lose the line.
          """);

  /** In the order in which a server passes them. */
  public static final List<CourseStage> ALL =
      List.of(
          ONE_LINE,
          FRAMING,
          GRAMMAR,
          END_OF_INPUT,
          MANY_CLIENTS,
          PIPELINING,
          BROKEN_CONNECTIONS,
          LINE_LIMIT,
          BACK_PRESSURE,
          LIMITS,
          DRAIN,
          TROUBLE);

  private Stages() {}

  /** The stage that a case belongs to; empty if one of its rules belongs to none. */
  public static Optional<CourseStage> of(TestCase testCase) {
    if (testCase.id().equals(FIRST_CASE)) {
      return Optional.of(ONE_LINE);
    }
    Set<Rule> rules = EnumSet.copyOf(testCase.rules());
    rules.addAll(NEEDS.getOrDefault(testCase.id(), Set.of()));
    int last = testCase.launch().options().isEmpty() ? 0 : ALL.indexOf(LIMITS);
    for (Rule rule : rules) {
      int stage = indexOf(rule);
      if (stage < 0) {
        return Optional.empty();
      }
      last = Math.max(last, stage);
    }
    return Optional.of(ALL.get(last));
  }

  private static int indexOf(Rule rule) {
    for (int i = 0; i < ALL.size(); i++) {
      if (ALL.get(i).rules().contains(rule)) {
        return i;
      }
    }
    return -1;
  }

  static List<TestCase> casesOf(CourseStage stage) {
    return Cases.upTo(Tier.QUICK).stream()
        .filter(each -> of(each).filter(stage::equals).isPresent())
        .toList();
  }
}
