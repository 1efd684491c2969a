package hexline.exercises;

import static hexline.exercises.Effort.A_FEW_LINES;
import static hexline.exercises.Effort.A_FILE;
import static hexline.exercises.Effort.ONE_LINE;
import static hexline.exercises.Subject.kit;

import hexline.conformance.client.Client;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Violation;
import hexline.exercises.given.Computation;
import hexline.exercises.given.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Chapter 5: a virtual thread for each client. */
final class VirtualExercises {

  private static final int CONNECTIONS = 3; // of the database
  private static final int CLIENTS = 30;

  /** One carrier, so that one virtual thread that keeps it is enough. */
  private static final List<String> ONE_CARRIER =
      List.of(
          "-Djdk.virtualThreadScheduler.parallelism=1",
          "-Djdk.virtualThreadScheduler.maxPoolSize=1");

  private VirtualExercises() {}

  static List<Exercise> all() {
    return List.of(pool(), permits(), pinned(), computes(), server());
  }

  private static Exercise pool() {
    return new Exercise(
        "virtual-1",
        "A pool of virtual threads",
        ONE_LINE,
        "A virtual thread is made for one task; a pool brings its limit back.",
        """
        The server keeps four virtual threads in a pool and gives them one client after the other.
        A fifth client waits while the first four say nothing, as in a pool of platform threads.
        Virtual threads are cheap: start one for each client. Change one line.
        """,
        """
        Executors has a method whose executor starts a new virtual thread for each task.
        """,
        List.of(
            kit("F03"),
            new Step(
                "Clients that say nothing do not keep one more waiting.",
                ThreadedExercises::idle)));
  }

  private static Exercise permits() {
    return new Exercise(
        "virtual-2",
        "A permit for what is scarce",
        A_FEW_LINES,
        "Limit the calls, not the threads: a semaphore.",
        """
        There are as many threads as clients, but the database has three connections only: a fourth
        query at the same time fails, and its client is lost. A pool of three threads would limit
        the queries, and the clients as well. Let any number of clients be connected, and at most
        three of them be in Database.query() at the same time; not fewer, either.
        """,
        """
        A Semaphore with as many permits as there are connections. A permit is given back whatever
        happens.
        """,
        List.of(
            new Step(
                "One client is answered.",
                subject -> {
                  Database.onQuery(() -> {});
                  subject.connect().ask("255", "0xff").expectEndAfterFinish();
                }),
            new Step(
                "%d clients at the same time are all answered, with %d queries at a time."
                    .formatted(CLIENTS, CONNECTIONS),
                VirtualExercises::crowd)));
  }

  private static void crowd(Subject subject) {
    var turnstile = new Turnstile(CONNECTIONS, subject.timeout().toNanos() / 2);
    Database.onQuery(turnstile);
    var clients = new ArrayList<Client>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(subject.connect());
    }
    clients.forEach(client -> client.send("255\n"));
    clients.forEach(client -> client.expect("0xff"));
    if (turnstile.most() < CONNECTIONS) {
      throw Violation.expected(
          CONNECTIONS + " queries at the same time", "at most " + turnstile.most());
    }
  }

  private static Exercise pinned() {
    return new Exercise(
        "virtual-3",
        "What still pins a carrier",
        A_FEW_LINES,
        "synchronized pins no more since JDK 24; a static initialiser does.",
        """
        The rates are loaded from the database when the first client needs them, by the static
        initialiser of a class. The JVM itself calls an initialiser, so there is native code on the
        stack of the virtual thread, and while it waits for the database it cannot leave its
        carrier: it is pinned. The JVM of this exercise has one carrier, so all clients wait, even
        those that need no rates. Load the rates when they are first needed, but not in a static
        initialiser.
        """,
        """
        A method that loads when nothing has been loaded yet. Two threads must not load at the same
        time: synchronized may be used, because a virtual thread that waits inside of it leaves its
        carrier on JDK 25.
        """,
        ONE_CARRIER,
        List.of(
            new Step(
                "While the first client waits for the rates, another client is answered.",
                VirtualExercises::firstUse),
            new Step(
                "The rates are loaded once.",
                subject -> {
                  var queries = new AtomicInteger();
                  Database.onQuery(queries::incrementAndGet);
                  subject.connectPlainly().send("255").expect("0xff");
                  if (queries.get() > 0) {
                    throw Violation.expected("no further query", queries + " more");
                  }
                })));
  }

  /** A line that is no integer needs no rates, so it must be answered while they are loaded. */
  private static void firstUse(Subject subject) {
    var gate = new Gate();
    Database.onQuery(gate);
    try {
      PlainClient first = subject.connectPlainly().send("255");
      subject.await(() -> gate.waiting() > 0, "a call of Database.query()", "none");
      subject.connectPlainly().send("x").expect(Oracle.NOT_AN_INTEGER);
      gate.open();
      first.expect("0xff");
    } finally {
      gate.open();
    }
  }

  private static Exercise computes() {
    return new Exercise(
        "virtual-4",
        "No time slice",
        A_FEW_LINES,
        "A virtual thread that computes keeps its carrier; computing belongs to platform threads.",
        """
        For each number the server computes for a second. The operating system takes the processor
        from a platform thread after a time slice; the scheduler of virtual threads does not: a
        virtual thread leaves its carrier where it waits, and a computation does not wait. The JVM
        of this exercise has one carrier, so while one client's number is computed, all others
        wait. Compute on platform threads, one for each processor, and let the virtual thread wait
        for the result.
        """,
        """
        A fixed pool of platform threads, and a future: its get or join parks the virtual thread,
        which leaves its carrier.
        """,
        ONE_CARRIER,
        List.of(
            new Step(
                "While one client's number is computed, another client is answered.",
                VirtualExercises::computation)));
  }

  private static void computation(Subject subject) {
    var started = new AtomicBoolean();
    var over = new AtomicBoolean();
    Computation.onRun(() -> {
      started.set(true);
      while (!over.get()) {
        Thread.onSpinWait();
      }
    });
    try {
      PlainClient first = subject.connectPlainly().send("255");
      subject.await(started::get, "a call of Computation.run()", "none");
      subject.connectPlainly().send("x").expect(Oracle.NOT_AN_INTEGER);
      over.set(true);
      first.expect("0xff");
    } finally {
      over.set(true);
    }
  }

  private static Exercise server() {
    return new Exercise(
        "virtual-5",
        "Write the server yourself",
        A_FILE,
        "Chapter 2's code, with another kind of thread.",
        """
        Write the server that gives each client a virtual thread. HexCodec knows the protocol. The
        code of a conversation may block wherever it likes.
        """,
        """
        FirstDraft in virtual-server is such a server: read it, put it away, and write yours.
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
            kit("L06")));
  }
}
