package hexline.exercises;

import static hexline.exercises.Effort.A_FEW_LINES;
import static hexline.exercises.Effort.A_FILE;
import static hexline.exercises.Effort.ONE_LINE;
import static hexline.exercises.Subject.kit;

import java.util.List;

/** Bytes: where a line ends, and what it may hold. */
final class ProtocolExercises {

  private ProtocolExercises() {}

  static List<Exercise> all() {
    return List.of(oneRead(), bareCr(), lastLine(), endlessLine(), codec());
  }

  private static Exercise oneRead() {
    return new Exercise(
        "protocol-1",
        "One read is not one message",
        ONE_LINE,
        "A read may return half a line: what has no LF yet is kept for the next read.",
        """
        The server answers every line that arrives in one piece. TCP carries a stream of bytes, and
        may deliver the first half of a line in one read and the second half in the next; then the
        server loses the first half. Move one line of answerAll.
        """,
        """
        The bytes that have no LF yet are in a variable. How long does this variable live: as long
        as the connection, or as long as one read?
        """,
        List.of(kit("G01"), kit("F01"), kit("F02"), kit("F03")));
  }

  private static Exercise bareCr() {
    return new Exercise(
        "protocol-2",
        "A CR that is not at the end",
        ONE_LINE,
        "One CR directly before LF does not count; any other CR is a byte of the line.",
        """
        Some clients end a line with CR LF, others with LF alone, and the server accepts both: it
        removes the CR. But it removes every CR, so 2 CR 55 becomes 255. That line is not an
        integer. Change the one line of content.
        """,
        """
        R1 in PROTOCOL.md: one CR directly before the LF does not count. content gets the line
        without its LF, so this CR can only be its last character.
        """,
        List.of(kit("F04"), kit("G02")));
  }

  private static Exercise lastLine() {
    return new Exercise(
        "protocol-3",
        "The last line without LF",
        A_FEW_LINES,
        "End of input ends a line, too; the answer comes before FIN.",
        """
        printf 4312 | nc -N localhost 65432 sends a line without LF, and then FIN: read returns -1.
        The server closes, and the client gets no answer. Answer what has come of the last line.
        There may be none: after 8 LF FIN there is one answer, not two.
        """,
        """
        What is in the variable line when the loop over the reads ends, and when is it empty?
        """,
        List.of(
            kit("F03"),
            new Step(
                "A last line without LF is answered, then FIN.",
                subject -> {
                  subject.connect().send("255").finish().expect("0xff").expectEnd();
                  subject.connect().send("7\n-9").finish().expect("0x7", "-0x9").expectEnd();
                  subject.connect().send("12\r").finish().expect("0xc").expectEnd();
                }),
            new Step(
                "A last line with LF is answered once.",
                subject -> {
                  subject.connect().send("8\n").finish().expect("0x8").expectEnd();
                  subject.connect().finish().expectEnd();
                })));
  }

  private static Exercise endlessLine() {
    return new Exercise(
        "protocol-4",
        "The line that does not end",
        A_FEW_LINES,
        "A limit that is checked while bytes arrive bounds what a client makes the server keep.",
        """
        The server answers a line of more than 1024 bytes with an error, but it looks at the length
        when the LF has come. A client that never sends an LF fills the server's memory. Answer at
        the limit, once; keep nothing of the rest of the line; the line after it is a new one.

        A line of 1024 bytes may be followed by a CR, so the line of 1025 bytes may be legal, too.
        """,
        """
        Besides the bytes of the line, remember whether the rest of a line is to be discarded. It
        begins at the limit and ends with the LF.
        """,
        List.of(kit("F07"), kit("F08"), kit("F09"), kit("F10")));
  }

  private static Exercise codec() {
    return new Exercise(
        "protocol-5",
        "Write the codec yourself",
        A_FILE,
        "Bytes in, bytes out, wherever the stream was cut.",
        """
        The server reads and writes. Its Codec takes all bytes and answers none: write it. Rules R1
        to R7 of PROTOCOL.md say what a line is, which lines are integers and what the answers are.
        Do not use hexline.protocol.HexCodec.
        """,
        """
        First find a line: its LF, or the end of input. What has no end stays in the buffer, where
        it comes again. Then the answer, with a regular expression and BigInteger. At last the line
        limit: 1024 bytes without the CR before the LF.
        """,
        List.of(
            kit("G01"),
            kit("F01"),
            kit("F02"),
            kit("F03"),
            kit("F04"),
            kit("G02"),
            kit("G03"),
            kit("G04"),
            kit("G05"),
            kit("G06"),
            kit("G07"),
            kit("G08"),
            kit("G09"),
            kit("G10"),
            kit("G11"),
            kit("F06"),
            kit("F07"),
            kit("F08"),
            kit("F09"),
            kit("F11"),
            kit("F13"),
            kit("F14"),
            kit("F15")));
  }
}
