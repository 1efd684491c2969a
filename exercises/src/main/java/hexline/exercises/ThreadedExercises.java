package hexline.exercises;

import static hexline.exercises.Effort.A_FEW_LINES;
import static hexline.exercises.Effort.A_FILE;
import static hexline.exercises.Effort.ONE_LINE;
import static hexline.exercises.Subject.kit;

import hexline.conformance.client.Client;
import hexline.conformance.client.Violation;
import hexline.exercises.given.Database;
import java.util.List;

/** Chapter 2: a platform thread for each client. */
final class ThreadedExercises {

  private static final int IDLE = 10;

  private ThreadedExercises() {}

  static List<Exercise> all() {
    return List.of(notStarted(), pool(), exception(), sharedCodec(), server());
  }

  private static Exercise notStarted() {
    return new Exercise(
        "threaded-1",
        "A thread that was not started",
        ONE_LINE,
        "run calls, start starts.",
        """
        The accept loop makes a thread for each client, and yet a second client waits until the
        first one has left. Change one word.
        """,
        """
        Connect twice (--serve, nc) and look with jstack which thread is in read: is it the new
        thread, or main?
        """,
        List.of(kit("F03"), kit("C10")));
  }

  private static Exercise pool() {
    return new Exercise(
        "threaded-2",
        "A pool of two, and a third client",
        ONE_LINE,
        "A thread that waits in read is not free: a pool starves on idle clients.",
        """
        A pool of two threads serves any number of clients, as long as at most two are connected.
        A third one waits, even if the first two say nothing. Let the server have as many threads
        as it has clients. Change one line.
        """,
        """
        The factory methods of Executors differ in how many threads a pool may have. Which pool
        starts a thread whenever none is free?
        """,
        List.of(
            kit("F03"),
            new Step(
                IDLE + " clients that say nothing do not keep one more waiting.",
                subject -> idle(subject))));
  }

  /** Many clients that have been answered once and stay, and then one more. */
  static void idle(Subject subject) {
    for (int i = 0; i < IDLE; i++) {
      subject.connect().ask("1", "0x1");
    }
    subject.connect().ask("255", "0xff").expectEndAfterFinish();
  }

  private static Exercise exception() {
    return new Exercise(
        "threaded-3",
        "The exception that nobody sees",
        A_FEW_LINES,
        "A task's exception ends in a future that nobody asks, and the client waits on.",
        """
        Each number is looked up in a database. When the database is down, Database.query() throws
        an IllegalStateException. The pool puts it into the future that submit has returned, where
        nobody looks: no line is printed, the client is not closed, and it waits for its answer.
        Whatever happens, close the client; and print the failure on System.err.
        """,
        """
        Which statement closes the client, and which exceptions pass it by? try with resources
        closes in any case. Who is to catch what is no IOException?
        """,
        List.of(
            new Step(
                "When the database answers, so does the server.",
                subject -> {
                  Database.onQuery(() -> {});
                  subject.connect().ask("255", "0xff").expectEndAfterFinish();
                }),
            new Step(
                "When the database is down, the client is closed.",
                ThreadedExercises::databaseIsDown),
            new Step(
                "The failure is printed.",
                subject ->
                    subject.await(
                        () -> subject.printed().contains("the database is down"),
                        "the failure on standard error",
                        "nothing of it")),
            new Step(
                "The next client is served.",
                subject -> {
                  Database.onQuery(() -> {});
                  subject.connect().ask("255", "0xff").expectEndAfterFinish();
                })));
  }

  /** A query fails; the client must be closed and must not wait for ever. */
  static void databaseIsDown(Subject subject) {
    Database.onQuery(() -> {
      throw new IllegalStateException("the database is down");
    });
    Client client = subject.connect().send("255\n");
    if (!client.isClosedWithin(subject.timeout())) {
      throw Violation.expected(
          "FIN or a reset after the query has failed",
          "an open connection and no answer for %d ms".formatted(subject.timeout().toMillis()));
    }
  }

  private static Exercise sharedCodec() {
    return new Exercise(
        "threaded-4",
        "One codec for all",
        ONE_LINE,
        "State of a connection belongs to the thread that serves it.",
        """
        All threads use the same codec. It remembers something between two reads, such as how much
        of a line has come, or that the rest of a line is to be discarded. So one client's bytes
        decide what becomes of another client's. Give each client its own.
        """,
        """
        What is static belongs to all threads. The Javadoc of HexCodec says how many connections may
        use one.
        """,
        List.of(
            kit("F03"),
            new Step(
                "A client in the middle of a line that is too long does not change the answers of"
                    + " another one.",
                subject -> {
                  Client first = subject.connect().send("1".repeat(2000));
                  first.expect("Request payload must be at most 1024 bytes"); // its rest may come
                  subject.connect().ask("255", "0xff").expectEndAfterFinish();
                  first.send("\n").ask("3", "0x3").expectEndAfterFinish();
                })));
  }

  private static Exercise server() {
    return new Exercise(
        "threaded-5",
        "Write the server yourself",
        A_FILE,
        "A thread per client, and a limit on how many.",
        """
        Write the server that gives each client a platform thread, but serves at most 100 at the
        same time. One more gets the line "Too many connections", then FIN, so that it can read the
        line; and when a client has left, the next one is served. HexCodec knows the protocol.
        """,
        """
        A Semaphore counts places; a place must be given back whatever happens. To close a socket
        that has unread bytes sends a reset, which may destroy the line before the client has read
        it: send FIN with shutdownOutput, read up to the client's FIN, then close.
        """,
        List.of(
            kit("G01"),
            kit("F01"),
            kit("F03"),
            kit("F05"),
            kit("F06"),
            kit("C02"),
            kit("C04"),
            kit("C06"),
            kit("C08"),
            kit("C09"),
            kit("C10"),
            kit("L04"),
            kit("L06"),
            kit("L07")));
  }
}
