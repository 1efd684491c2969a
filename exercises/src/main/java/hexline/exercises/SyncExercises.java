package hexline.exercises;

import static hexline.exercises.Effort.A_FEW_LINES;
import static hexline.exercises.Effort.A_FILE;
import static hexline.exercises.Effort.ONE_LINE;
import static hexline.exercises.Subject.kit;

import hexline.conformance.client.Client;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import java.time.Duration;
import java.util.List;

/** Chapter 1: one thread, one client at a time. */
final class SyncExercises {

  private static final Duration LONGER = Duration.ofSeconds(20); // than the server's timeout

  private SyncExercises() {}

  static List<Exercise> all() {
    return List.of(unflushed(), reset(), silentClient(), server());
  }

  private static Exercise unflushed() {
    return new Exercise(
        "sync-1",
        "The answer that stays in the buffer",
        ONE_LINE,
        "A client that waits for an answer sends nothing: what is buffered leaves before read"
            + " waits.",
        """
        The server writes into a BufferedOutputStream, to make fewer system calls. A client that
        sends many lines and then FIN gets all answers. A client that sends one line and waits for
        its answer gets none: the answer is in the buffer, the server waits in read for the next
        line, and the client waits for the answer. Move one line.
        """,
        """
        Which statement is the last one before the thread waits in read again? At that point the
        buffer must be empty.
        """,
        List.of(
            new Step(
                "A client that sends lines and then FIN gets all answers.",
                subject -> {
                  byte[] lines = Wire.numbers(0, 1000);
                  subject.connect().send(lines).finish().expectAnswersTo(lines).expectEnd();
                }),
            kit("G01"),
            kit("F03")));
  }

  private static Exercise reset() {
    return new Exercise(
        "sync-2",
        "A reset ends the server",
        A_FEW_LINES,
        "One client's broken connection ends that client, not the accept loop.",
        """
        A client whose process is killed may end its connection with a reset. Then read or write
        throws an IOException in the server. Here this exception leaves main: one client ends the
        server for all. Let it end its own connection only.
        """,
        """
        Which statements may throw because of one client, and which because of the listener? Only
        an exception of the listener may leave the loop.
        """,
        List.of(kit("G01"), kit("C04"), kit("C05"), kit("C06"), kit("C08")));
  }

  private static Exercise silentClient() {
    return new Exercise(
        "sync-3",
        "The client that says nothing",
        A_FEW_LINES,
        "The only thread waits in read for the first client; a timeout is what lets it go on.",
        """
        A client connects and says nothing. The only thread waits in read for it, and a second
        client waits in the backlog for ever. The model cannot serve both at the same time, but it
        can give up a client that has sent nothing for a second: close it, and accept the next.
        """,
        """
        java.net.Socket has an option that bounds how long a read may wait. What does read throw
        then, and is it an IOException?
        """,
        List.of(
            kit("F03"),
            new Step(
                "When a first client has said nothing for a second, the second one is served.",
                SyncExercises::second),
            new Step(
                "The client that was given up is closed.",
                subject -> {
                  Client silent = subject.connect().ask("1", "0x1");
                  if (!silent.isClosedWithin(LONGER)) {
                    throw Violation.expected("FIN for a silent client", "an open connection");
                  }
                })));
  }

  private static void second(Subject subject) {
    subject.connect().ask("1", "0x1"); // and stays
    Client second = subject.connect().send("255\n");
    second.expect("0xff").expectEndAfterFinish();
  }

  private static Exercise server() {
    return new Exercise(
        "sync-4",
        "Write the server yourself",
        A_FILE,
        "Accept, read, answer, write, close.",
        """
        Write the iterative server. The shared codec knows the protocol, so that you need not:
        HexCodec.answer takes the complete lines out of a ByteBuffer and puts the answers into
        another one. main gets the arguments --port and a number. One client at a time is enough,
        and no client may end the server.
        """,
        """
        FirstDraft in sync-server is such a server: read it, put it away, and write yours. The
        buffer for input must hold more than 1025 bytes; the buffer for answers 35 times as much as
        that for input, and HexCodec.MAX_ANSWER more.
        """,
        List.of(
            kit("G01"),
            kit("F01"),
            kit("F02"),
            kit("F03"),
            kit("F05"),
            kit("F06"),
            kit("C02"),
            kit("C01"),
            kit("C04"),
            kit("C05"),
            kit("C06"),
            kit("C08"),
            kit("L04")));
  }
}
