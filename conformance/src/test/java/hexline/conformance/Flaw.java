package hexline.conformance;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A mistake that servers are made with, and the cases that have to find it: these and no other.
 * Whether one with a question mark does hangs on the sizes of the system's socket buffers.
 */
enum Flaw {
  /** The server is as it should be. */
  NONE(""),

  /** Takes what one read returns for one request. */
  ONE_READ_IS_ONE_MESSAGE(
      "G04 G11 G12 G13 F01 F02 F03 F04 F05 F07 F08 F09 F10 F11 C02 C03? C06 C09 S04 S07 S10 Z03 D02 D04? D05 D09"),
  /** Splits what one read returns at LF, but takes the rest for a line too. */
  FORGETS_PARTIAL_LINES("G11 F01 F02 F04 F08 F09 F10 C02 C09 S04 S07 Z03 D02 D09"),
  /** Takes a write that the socket buffer cut short for a whole one. */
  FORGETS_REST_OF_WRITE("G11 F03 F04 C02 S04 S07 Z03 D02 D09"),
  /** Takes the client's FIN for its wish to hear nothing more. */
  DROPS_ON_HALF_CLOSE("G12 F05 F06 C02 Z03"),
  /** Answers the second line of a batch before the first. */
  ANSWERS_OUT_OF_ORDER("G13 F02 F03 F04 F07 F10 F11 C02 C06 S04 S07 Z03 D02 D05 D09"),
  /** Throws an unterminated last line away. */
  DROPS_UNTERMINATED_LINE("G12 F05 F06"),

  /** Keeps the low 64 bits of a number. */
  WRAPS_AT_64_BITS("G08 G13 G15 F06 Z03"),
  /** Reads UTF-8, and whatever Unicode says is a digit. */
  ACCEPTS_UNICODE_DIGITS("G10"),
  /** Formats small numbers for the user's locale. */
  FORMATS_FOR_LOCALE("G13"),
  /** Trims like {@link String#trim}: NUL and all other control characters. */
  TRIMS_TOO_MUCH("G05 G11"),
  /** Does not answer an empty line. */
  IGNORES_EMPTY_LINES("G03 G04 G11 G12 F10 F11 Z03"),
  /** Removes underscores wherever they are. */
  IGNORES_UNDERSCORES("G11 G15 F05 F11 Z03"),
  /** Reads numbers as source code does: a prefix says octal or hexadecimal. */
  READS_PREFIXES("G07 G09 G11 F11 Z03"),
  /** Answers a negative number as Java's {@link Long#toHexString} does. */
  ANSWERS_TWOS_COMPLEMENT("G01 G02 G05 G06 G07 G08 G11 G13 G15 F01 F02 F03 F05 Z03"),
  /** Puts the sign of a negative zero into the answer. */
  KEEPS_NEGATIVE_ZERO("G06"),
  /** Takes a CR for the end of a line, whatever follows. */
  CR_ENDS_LINE("G02 G03 G04 G05 G11 G12 G14 F01 F02 F06 F07 F10 Z03"),

  /** Closes the connection after a line that is too long. */
  CLOSES_ON_LONG_LINE("G11 G13 G14 F07 F08 F09 F10 F11 Z03"),
  /** Answers a line that is too long at the limit and at its end. */
  ANSWERS_LONG_LINE_TWICE("G11 G13 G14 F05 F07 F08 F09 F10 F11 Z03"),
  /** Looks at the length of a line when it ends. */
  MEASURES_LINE_AT_ITS_END("F08"),
  /** Keeps what it should throw away of a line that is too long. */
  KEEPS_LONG_LINE("F08"),

  /** Accepts the next client when the last one has left. */
  SERVES_ONE_AT_A_TIME("C14 S07 R01 D03"),
  /** Does not catch what a reset throws. */
  DIES_ON_RESET("C03 C04 C05 C06 C07 C08 C09"),
  /** Does not close the connection of a client that leaves without a word. */
  LEAKS_DESCRIPTORS("C01 C02"),
  /** Reads on, whether or not the client takes its answers. */
  BUFFERS_WITHOUT_END("C03 S04 S10 D04"),
  /** Serves nobody else while a client sends without a pause. */
  LETS_FIREHOSE_STARVE_OTHERS("S07"),

  /** Has no limit of connections. */
  IGNORES_MAX_CONNECTIONS("R01"),
  /** Refuses a client and closes while its request lies unread: the refusal ends in a reset. */
  REFUSES_ABRUPTLY("R01 D10"),
  /** Lets the acceptor end when it cannot take a client. */
  DIES_WITHOUT_DESCRIPTORS("R02"),
  /** Tries again at once when it cannot take a client. */
  SPINS_WITHOUT_DESCRIPTORS("R02"),
  /** Logs every time that it cannot take a client. */
  SHOUTS_WITHOUT_DESCRIPTORS("R02"),
  /** Has no idle timeout. */
  IGNORES_IDLE_TIMEOUT("S01 S02"),
  /** Takes any byte for a sign of life. */
  ANY_BYTE_BUYS_TIME("S02"),
  /** Counts the idle timeout from the first line on. */
  TIMES_OUT_FROM_START("S08"),
  /** Has no write timeout. */
  IGNORES_WRITE_TIMEOUT("S10"),

  /** Logs what clients send as it came. */
  LOGS_RAW_BYTES("G14"),
  /** Logs all of what clients send. */
  LOGS_WHOLE_LINES("G14"),

  /** Ends every connection with RST when it shuts down. */
  RESETS_ON_SHUTDOWN("D02 D03 D05 D09 D10"),
  /** Closes connections at once when it shuts down. */
  DROPS_LINES_ON_SHUTDOWN("D02 D05 D09 D10"),
  /** Stops listening when it shuts down, without a look at who is waiting. */
  FORGETS_BACKLOG("D05 D10"),
  /** Ends when those it has served are gone, although it has still to refuse others. */
  FORGETS_REFUSED("D10"),
  /** Waits for the last client when it shuts down, however long that takes. */
  DRAINS_WITHOUT_END("D04"),
  /** Takes leave of its clients, but stays. */
  NEVER_ENDS("D01 D02 D03 D04 D05 D09 D10");

  private final String cases;

  Flaw(String cases) {
    this.cases = cases;
  }

  /** The ids of the cases that fail because of it. */
  Set<String> foundBy() {
    return ids().stream().filter(id -> !id.endsWith("?")).collect(Collectors.toSet());
  }

  /** Whether a case may fail because of it, and may not. */
  boolean isPerhapsFoundBy(String id) {
    return ids().contains(id + "?");
  }

  private List<String> ids() {
    return cases.isEmpty() ? List.of() : List.of(cases.split(" ", -1));
  }
}
