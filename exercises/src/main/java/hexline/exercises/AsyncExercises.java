package hexline.exercises;

import static hexline.exercises.Effort.A_FEW_LINES;
import static hexline.exercises.Effort.A_FILE;
import static hexline.exercises.Subject.kit;

import hexline.conformance.client.Client;
import hexline.conformance.client.Sending;
import hexline.exercises.given.Database;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Chapter 4: completions call the next stage. */
final class AsyncExercises {

  private static final int MANY = 300_000; // lines of two bytes

  private AsyncExercises() {}

  static List<Exercise> all() {
    return List.of(tooEarly(), silentFailure(), deep(), completingThread(), server());
  }

  private static Exercise tooEarly() {
    return new Exercise(
        "async-1",
        "A read before the write is complete",
        A_FEW_LINES,
        "An operation that was started is not done: the next step belongs into its completion.",
        """
        answer starts a write, and then the next read. channel.write returns before the bytes have
        been taken. If the client does not read, the write is still pending when the next lines
        arrive; then the server overwrites the buffer that is being written, and a second write on
        the same channel throws a WritePendingException. Start the read when the write is complete.
        """,
        """
        write is called again by the completion of each part. In which branch is it known that
        nothing remains to be written?
        """,
        List.of(
            kit("F03"),
            new Step(
                "A client that sends many lines before it reads gets every answer.",
                NioExercises::readsLate)));
  }

  private static Exercise silentFailure() {
    return new Exercise(
        "async-2",
        "The failure that nobody looks at",
        A_FEW_LINES,
        "A future that fails is silent unless a stage handles it.",
        """
        Each number is looked up in a database. When the database is down, Database.query() throws;
        the stage fails, the stages behind it are skipped, and that is all: the client is not
        closed, and nothing is printed. Close it, and print the failure on System.err. One line in
        serve is enough, and a method that it calls.
        """,
        """
        thenCompose and thenRun are skipped when the stage before has failed. Which methods of
        CompletableFuture are called then: exceptionally, handle, whenComplete?
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
                        "nothing of it"))));
  }

  private static Exercise deep() {
    return new Exercise(
        "async-3",
        "One frame deeper for each line",
        A_FEW_LINES,
        "A stage on a future that is complete runs at once, on the caller's stack.",
        """
        answerLines answers a line, and its continuation calls answerLines for the next one. If the
        answer waits for no write, its future is complete already, and thenCompose calls the
        continuation at once: each line is some frames deeper on the stack. A client that sends
        very many short lines ends with a StackOverflowError. Answer all lines whose futures are
        complete in a loop.
        """,
        """
        isDone says whether a continuation would run at once. As long as it does, a loop can do the
        work of the recursion; the recursion is needed only where a write has to be waited for.
        """,
        List.of(
            kit("F03"),
            new Step(
                "%,d short lines get all their answers.".formatted(MANY),
                subject -> {
                  var lines = new byte[2 * MANY];
                  for (int i = 0; i < lines.length; i += 2) {
                    lines[i] = '7';
                    lines[i + 1] = '\n';
                  }
                  Client client = subject.connect();
                  Sending sending = client.stream(lines, 1);
                  client.expectAnswersTo(lines);
                  sending.await();
                  client.expectEndAfterFinish();
                })));
  }

  private static Exercise completingThread() {
    return new Exercise(
        "async-4",
        "The thread that completes",
        A_FEW_LINES,
        "A stage runs on the thread that completes the future, unless it is told where to run.",
        """
        For whatever a client sends, the server asks the database (queryAsync), stores something
        (store), and answers. The database's driver has one thread, which completes the futures of
        all queries. store blocks, and it runs on that thread: while it lasts for one client, no
        other client's query is completed. Let store run elsewhere.
        """,
        """
        thenRun, thenRunAsync and thenRunAsync with an executor differ in one thing: the thread. A
        stage that blocks needs a thread that may block.
        """,
        List.of(
            new Step(
                "When nothing blocks, the server answers.",
                subject -> {
                  Database.onQuery(() -> {});
                  Database.onStore(() -> {});
                  subject
                      .connect()
                      .ask("255", "0xff")
                      .ask("x", "Request payload must be an integer");
                }),
            new Step(
                "While store lasts for one client, another client is answered.",
                AsyncExercises::storeLasts)));
  }

  private static void storeLasts(Subject subject) {
    var gate = new Gate();
    var isFirst = new AtomicBoolean(true);
    Database.onQuery(() -> {});
    Database.onStore(() -> {
      if (isFirst.getAndSet(false)) {
        gate.run();
      }
    });
    try {
      PlainClient first = subject.connectPlainly().send("255");
      subject.await(() -> gate.waiting() > 0, "a call of Database.store()", "none");
      subject.connectPlainly().send("1").expect("0x1");
      gate.open();
      first.expect("0xff");
    } finally {
      gate.open();
    }
  }

  private static Exercise server() {
    return new Exercise(
        "async-5",
        "Write the server yourself",
        A_FILE,
        "Start an operation, return, go on in its completion.",
        """
        Write the proactor with AsynchronousSocketChannel. HexCodec knows the protocol. main may
        wait for the next client; nothing else waits. At most one operation of a client is under
        way at any time, and a client that does not read is not read from.
        """,
        """
        FirstDraft in async-server is such a server: read it, put it away, and write yours. A
        write may be complete with a part of the bytes. A failed operation calls failed, and there
        the client has to be closed.
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
