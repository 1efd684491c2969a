package hexline.exercises;

import static hexline.exercises.Effort.A_FEW_LINES;
import static hexline.exercises.Effort.A_FILE;
import static hexline.exercises.Effort.A_METHOD;
import static hexline.exercises.Effort.ONE_LINE;
import static hexline.exercises.Subject.kit;

import hexline.conformance.client.Client;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Sending;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.exercises.given.Database;
import java.util.List;

/** Chapter 3: a selector loop for all clients. */
final class NioExercises {

  private static final long FIRST = 100_000_000_000_000_000L; // 18 digits fill buffers quickly
  private static final int MANY = 600_000; // lines: 11 MB, more than the socket buffers hold

  private NioExercises() {}

  static List<Exercise> all() {
    return List.of(selectedKey(), readyToWrite(), shortWrite(), neverReads(), blocks(), server());
  }

  private static Exercise selectedKey() {
    return new Exercise(
        "nio-1",
        "A key that stays selected",
        ONE_LINE,
        "A selector adds selected keys and never removes one.",
        """
        The server accepts its first client and then ends with a NullPointerException. In the next
        turn it finds the listener's key among the selected keys again, though no client has
        connected: accept returns null. Add one line.
        """,
        """
        The selector puts a key into selectedKeys() when its channel has become ready. Who is to
        take it out?
        """,
        List.of(kit("G01"), kit("C10"), kit("F05")));
  }

  private static Exercise readyToWrite() {
    return new Exercise(
        "nio-2",
        "Ready to write, all the time",
        ONE_LINE,
        "OP_WRITE without anything to write makes select return at once, again and again.",
        """
        Every answer is right, and the server uses a whole processor, even while its only client
        says nothing: top shows it. Change one line, so that the loop sleeps in select while there
        is nothing to do.
        """,
        """
        When is a socket ready for OP_WRITE? When its send buffer has room, and that is nearly
        always. So who may be interested in it, and how long?
        """,
        List.of(
            kit("F05"),
            new Step(
                "While a connected client says nothing, the server uses no processor time.",
                subject -> {
                  Client client = subject.connect().ask("255", "0xff");
                  if (!Subject.rests()) {
                    throw Violation.expected(
                        "a loop that sleeps in select while no client sends",
                        "a thread that has used more than 300 ms of processor time");
                  }
                  client.ask("1", "0x1");
                })));
  }

  private static Exercise shortWrite() {
    return new Exercise(
        "nio-3",
        "The rest of a short write",
        A_FEW_LINES,
        "A non-blocking write takes what fits; the rest waits for OP_WRITE.",
        """
        A client that reads slower than it sends misses answers, from the middle of a line on. A
        non-blocking write takes as many bytes as the send buffer has room for, perhaps none, and
        returns; this server forgets the rest. Keep it until there is room, and read no further
        line of this client before it has left.
        """,
        """
        After write, has out any bytes remaining? Then the client's key is to be interested in
        OP_WRITE, and not in OP_READ: reading would overwrite out. And back again.
        """,
        List.of(
            kit("F03"),
            new Step(
                "A client that sends %,d lines before it reads gets every answer.".formatted(MANY),
                NioExercises::readsLate)));
  }

  /** A client that reads only when the server has come to rest. */
  static void readsLate(Subject subject) {
    Client client = subject.connectWithSmallBuffers();
    byte[] lines = Wire.numbers(FIRST, FIRST + MANY);
    Sending sending = client.stream(lines, 1);
    Subject.awaitRest();
    client.expectAnswersTo(lines);
    sending.await();
    client.expectEndAfterFinish();
  }

  private static Exercise neverReads() {
    return new Exercise(
        "nio-4",
        "The client that never reads",
        A_FEW_LINES,
        "Interest ops are how a loop stops reading: back-pressure.",
        """
        The server keeps what the send buffer has no room for in a queue, and writes it later; no
        answer is missing. But it reads on, and makes more answers. A client that sends and never
        reads fills the server's memory. Stop reading from it while its answers wait.
        """,
        """
        A blocking server has this for free: while it waits in write, it does not read. A loop says
        with the interest ops of a client's key what it waits for.
        """,
        List.of(kit("F05"), kit("L04"), kit("L06")));
  }

  private static Exercise blocks() {
    return new Exercise(
        "nio-5",
        "A call that blocks, on the loop",
        A_METHOD,
        "What blocks the loop blocks all clients; a worker calls, and wakeup brings the result"
            + " back.",
        """
        Each number is looked up in a database: answer calls Database.query(), which blocks for a
        second. While the loop is in it, no other client is read, answered or even accepted. Let a
        pool of worker threads make the answer, and the loop write it.

        A worker may use the client's buffers as long as the loop does not: set the interest ops to
        none before. Keys and channels stay with the loop. It sleeps in select, so the worker has
        to wake it up.
        """,
        """
        A ConcurrentLinkedQueue of keys whose answer is made; Selector.wakeup; and at the begin of
        each turn the loop takes the keys out of the queue and writes.
        """,
        List.of(
            new Step(
                "When the database answers at once, so does the server.",
                subject -> {
                  Database.onQuery(() -> {});
                  subject.connect().ask("255", "0xff").ask("x", Oracle.NOT_AN_INTEGER);
                  subject.connect().ask("1", "0x1").expectEndAfterFinish();
                }),
            new Step(
                "While one client's query lasts, another client is answered.",
                NioExercises::queryLasts)));
  }

  /** A line that is no integer needs no query, so it must be answered while a query lasts. */
  static void queryLasts(Subject subject) {
    var gate = new Gate();
    Database.onQuery(gate);
    try {
      PlainClient first = subject.connectPlainly().send("255");
      subject.await(() -> gate.waiting() > 0, "a call of Database.query()", "none");
      subject.connectPlainly().send("x").expect(Oracle.NOT_AN_INTEGER);
      gate.open();
      first.expect("0xff").send("1").expect("0x1");
    } finally {
      gate.open();
    }
  }

  private static Exercise server() {
    return new Exercise(
        "nio-6",
        "Write the server yourself",
        A_FILE,
        "One selector, all clients.",
        """
        Write the reactor: one thread, one selector, non-blocking channels. HexCodec knows the
        protocol. Nothing may block but select, no answer may be lost, and a client that does not
        read must not be read from.
        """,
        """
        FirstDraft in nio-server is such a server: read it, put it away, and write yours. An object
        for each client, attached to its key, holds its codec, its two buffers, and whether its
        input has ended.
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
            kit("C06"),
            kit("C08"),
            kit("C09"),
            kit("C10"),
            kit("L04"),
            kit("L06")));
  }
}
