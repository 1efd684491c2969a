package hexline.conformance;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A mistake that servers are made with. {@code flaws.txt} lists the cases that find it: these and
 * no other.
 */
enum Flaw {
  /** No mistake: the server passes every case. */
  NONE,

  /** Takes the bytes that one read returns for one request. */
  ONE_READ_IS_ONE_MESSAGE,
  /** Splits what one read returns at LF, but takes the rest for a line too. */
  FORGETS_PARTIAL_LINES,
  /** Takes a write that the socket buffer cut short for a whole one. */
  FORGETS_REST_OF_WRITE,
  /** Takes the client's FIN for the end of both directions and drops the answers. */
  DROPS_ON_HALF_CLOSE,
  /** Answers the second line of a batch before the first. */
  ANSWERS_OUT_OF_ORDER,
  /** Throws an unterminated last line away. */
  DROPS_UNTERMINATED_LINE,

  /** Keeps the low 64 bits of a number. */
  WRAPS_AT_64_BITS,
  /** Decodes UTF-8 and accepts every Unicode digit. */
  ACCEPTS_UNICODE_DIGITS,
  /** Formats small numbers for the user's locale. */
  FORMATS_FOR_LOCALE,
  /** Trims like {@link String#trim}: NUL and all other control characters. */
  TRIMS_TOO_MUCH,
  /** Does not answer an empty line. */
  IGNORES_EMPTY_LINES,
  /** Removes underscores wherever they are. */
  IGNORES_UNDERSCORES,
  /** Reads numbers as source code does: a prefix says octal or hexadecimal. */
  READS_PREFIXES,
  /** Answers a negative number as Java's {@link Long#toHexString} does. */
  ANSWERS_TWOS_COMPLEMENT,
  /** Puts the sign of a negative zero into the answer. */
  KEEPS_NEGATIVE_ZERO,
  /** Takes a CR for the end of a line, whatever follows. */
  CR_ENDS_LINE,

  /** Closes the connection after a line that is too long. */
  CLOSES_ON_LONG_LINE,
  /** Answers a line that is too long at the limit and at its end. */
  ANSWERS_LONG_LINE_TWICE,
  /** Checks the length of a line only at its LF. */
  MEASURES_LINE_AT_ITS_END,
  /** Keeps the bytes of a line that is too long instead of discarding them. */
  KEEPS_LONG_LINE,

  /** Accepts the next client when the last one has left. */
  SERVES_ONE_AT_A_TIME,
  /** Does not catch what a reset throws. */
  DIES_ON_RESET,
  /** Gives the buffer of a client that has left within a line to the next one, as it is. */
  REUSES_DIRTY_BUFFERS,
  /** Does not close the connection of a client that sends FIN and no line. */
  LEAKS_DESCRIPTORS,
  /** Reads on while the client does not read its answers, and keeps them all. */
  BUFFERS_WITHOUT_END,
  /** Serves no other client while one sends without a pause. */
  LETS_FIREHOSE_STARVE_OTHERS,

  /** Leaves a thread at work when a client resets. */
  SPINS_AFTER_RESET,
  /** Leaves a thread behind when a client resets. */
  LEAKS_THREADS,
  /** Logs a stack trace when a client resets. */
  LOGS_STACK_TRACES,

  /** Has no limit of connections. */
  IGNORES_MAX_CONNECTIONS,
  /** Refuses a client and closes while its request lies unread: the refusal ends in a reset. */
  REFUSES_ABRUPTLY,
  /** Discards the input of a client that it has refused for as long as there is some. */
  DISCARDS_WITHOUT_END,
  /** Ends the acceptor when accept fails. */
  DIES_WITHOUT_DESCRIPTORS,
  /** Calls accept again at once when accept fails. */
  SPINS_WITHOUT_DESCRIPTORS,
  /** Logs a line each time that accept fails. */
  SHOUTS_WITHOUT_DESCRIPTORS,
  /** Has no idle timeout. */
  IGNORES_IDLE_TIMEOUT,
  /** Restarts the idle timeout with every byte. */
  ANY_BYTE_BUYS_TIME,
  /** Never restarts the idle timeout. */
  TIMES_OUT_FROM_START,
  /** Has no write timeout. */
  IGNORES_WRITE_TIMEOUT,
  /** Closes a client after a pause of the process, although its line has arrived in time. */
  COUNTS_PAUSE_AS_IDLE,
  /** Closes a client after a pause of the process, although it has made room. */
  COUNTS_PAUSE_AS_NO_ROOM,

  /** Logs what clients send as it came. */
  LOGS_RAW_BYTES,
  /** Logs all of what clients send. */
  LOGS_WHOLE_LINES,

  /** Ends every connection with RST when it shuts down. */
  RESETS_ON_SHUTDOWN,
  /** Closes connections at once when it shuts down. */
  DROPS_LINES_ON_SHUTDOWN,
  /** Closes the listener when it shuts down, without accepting the clients in the backlog. */
  FORGETS_BACKLOG,
  /** Ends when its served clients have gone, although it has others yet to refuse. */
  FORGETS_REFUSED,
  /** Has no drain timeout: waits for the last client when it shuts down. */
  DRAINS_WITHOUT_END,
  /** Takes the time of a pause off the drain timeout. */
  COUNTS_PAUSE_AS_DRAIN,
  /** Takes the time of a pause off the time for which it lingers after FIN. */
  COUNTS_PAUSE_AS_LINGER,
  /** Closes its clients when it shuts down, but the process does not end. */
  NEVER_ENDS,

  /** Counts the write timeout from the first answer of a connection. */
  TIMES_OUT_WRITES_FROM_START,
  /** Keeps some memory for each client that has left. */
  LEAKS_MEMORY,
  /** Keeps a little memory for each client that has left. */
  LEAKS_A_KILOBYTE,
  /** Has a platform thread for each client, and does not catch what the lack of them throws. */
  DIES_WITHOUT_THREADS,
  /** Does not catch what the lack of memory throws. */
  DIES_WITHOUT_MEMORY,
  /** Takes the last memory for a client that it cannot serve. */
  RESERVES_NO_MEMORY,
  /** Keeps a direct buffer for each client that has left. */
  KEEPS_DIRECT_BUFFERS,
  /** Has a limit of connections of its own. */
  SERVES_5000_CLIENTS,
  /** Looks at each client again and again while there are many. */
  POLLS_ITS_CLIENTS,
  /** Does not clear the interrupt status of a thread that waits in a loop. */
  SPINS_WHEN_INTERRUPTED,
  /** Ends when a conversion throws. */
  DIES_ON_EXCEPTION,
  /** Writes its log on the threads that serve clients. */
  WAITS_FOR_ITS_LOG,
  /** Ends when its log cannot be written. */
  DIES_WITHOUT_LOG,

  /** Listens on a port that another process listens on. */
  SHARES_ITS_PORT,
  /** Cannot listen on a port while connections of an earlier process are in TIME_WAIT. */
  BINDS_WITHOUT_REUSE,
  /** Ends at once on a second SIGTERM. */
  ENDS_ON_SECOND_SIGTERM,
  /** Measures its timeouts with the clock that tells the time of day. */
  READS_THE_CLOCK,
  /** Looks at every place that it has for a client when it shuts down, taken or not. */
  LOOKS_AT_EMPTY_PLACES,
  /** Closes the connection of a client that it has refused right behind FIN. */
  REFUSES_IN_HASTE;

  /** The ids of the cases that fail because of it. */
  Set<String> foundBy() {
    return ids().stream().filter(id -> !id.endsWith("?")).collect(Collectors.toSet());
  }

  /** Whether a case may fail because of it, and may not. */
  boolean isPerhapsFoundBy(String id) {
    return ids().contains(id + "?");
  }

  private List<String> ids() {
    return FlawTable.committed().getOrDefault(this, List.of());
  }
}
