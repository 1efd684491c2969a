package hexline.torture.mutant;

import java.util.List;
import java.util.stream.Stream;

/**
 * The mutants: for each defence of the servers one that lacks it, and the cases that must see that.
 * A defence that is the same in all models is taken away from some of them.
 */
public final class Mutants {

  /** Servers that do not end a drain in the time that a case waits for it. */
  private static final String LONG_DRAIN = " --drain-timeout 30s";

  /** Servers for which 10,000 lines are too much to answer before the drain begins. */
  private static final String SLOW_WORK = " --work block:100us" + LONG_DRAIN;

  /** Servers that need some seconds for as many lines as the socket of a client holds. */
  private static final String SLOW_LINES = " --work block:50us";

  private static final List<Mutant> LINES =
      List.of(
          new Mutant(
              "line-limit",
              "a line of more than 1024 bytes is refused",
              "hexline.protocol.HexCodec answer constant 1024 100000",
              List.of("threaded", "nio"),
              List.of("F08")),
          new Mutant(
              "rest-of-long-line",
              "the rest of a line that is too long is discarded",
              "hexline.protocol.HexCodec answer leave discarding",
              List.of("nio"),
              List.of("F08", "F09")),
          new Mutant(
              "last-line",
              "a last line without LF is answered",
              "hexline.server.blocking.BlockingConnection answer pass answer false",
              List.of("threaded", "virtual"),
              List.of("F06")),
          new Mutant(
              "last-line-nio",
              "a last line without LF is answered",
              "hexline.nio.NioConnection answer pass answer false",
              List.of("nio", "nio --workers 2"),
              List.of("F06")),
          new Mutant(
              "last-line-async",
              "a last line without LF is answered",
              "hexline.async.AsyncConnection answers pass answer false",
              List.of("async"),
              List.of("F06")),
          new Mutant(
              "part-of-line-nio",
              "the part of a line that has come is kept for the next turn",
              "hexline.nio.KeptBytes keepUnanswered return nothing",
              List.of("nio"),
              List.of("F01")));

  private static final List<Mutant> PRESSURE =
      List.of(
          new Mutant(
              "rest-of-answers-nio",
              "answers that the send buffer has not taken are kept",
              "hexline.nio.KeptBytes keepPending return nothing",
              List.of("nio"),
              List.of("L04")),
          new Mutant(
              "back-pressure-nio",
              "a client that does not read is not read from",
              "hexline.nio.NioConnection write call hasRemaining#2 false",
              List.of("nio"),
              List.of("C03", "L04")),
          new Mutant(
              "more-lines-nio",
              "lines whose answers had no room are answered in a later turn",
              "hexline.nio.NioConnection answer leave hasMoreLines",
              List.of("nio"),
              List.of("F16")),
          new Mutant(
              "more-lines-async",
              "lines whose answers had no room are answered in a later turn",
              "hexline.async.AsyncConnection answers leave hasMoreLines",
              List.of("async"),
              List.of("F16")),
          new Mutant(
              "write-timeout",
              "a client that makes no room for answers is closed",
              "hexline.server.guard.Deadline waitForWrite return nothing",
              List.of("sync", "threaded", "nio", "async", "virtual"),
              List.of("L05")));

  private static final List<Mutant> FAIRNESS =
      List.of(
          new Mutant(
              "turn-nio",
              "from one client at most 16 KiB are read, and answered with 64 KiB, in a turn",
              "hexline.nio.SharedBuffers <init> constant 16384 4194304; "
                  + "hexline.nio.SharedBuffers <init> constant 262144 33554432; "
                  + "hexline.nio.SharedBuffers answerRoom constant 65536 8388608; "
                  + "hexline.nio.SharedBuffers output constant 65536 8388608",
              List.of("nio" + SLOW_LINES),
              List.of("L06")),
          new Mutant(
              "turn-async",
              "from one client at most 16 KiB are read in a turn",
              "hexline.server.blocking.Buffers makeRoom constant 16384 4194304",
              List.of("async" + SLOW_LINES),
              List.of("L06")));

  private static final List<Mutant> DEADLINES =
      List.of(
          new Mutant(
              "idle-timeout",
              "a silent client is closed",
              "hexline.server.guard.Deadline waitForLine leave at",
              List.of("sync", "threaded", "nio", "async", "virtual"),
              List.of("L01")),
          new Mutant(
              "only-lines-count",
              "a byte does not restart the idle timeout, only a complete line does",
              "hexline.server.guard.Deadline waitForLine leave linesAtLastWait",
              List.of("threaded", "nio", "async"),
              List.of("L02")),
          new Mutant(
              "lines-count",
              "a complete line restarts the idle timeout",
              "hexline.server.blocking.BlockingConnection readWhenever call lines 0",
              List.of("threaded"),
              List.of("L03")),
          new Mutant(
              "lines-count-nio",
              "a complete line restarts the idle timeout",
              "hexline.nio.NioConnection write call lines 0",
              List.of("nio"),
              List.of("L03")),
          new Mutant(
              "lines-count-async",
              "a complete line restarts the idle timeout",
              "hexline.async.AsyncConnection read call lines 0",
              List.of("async"),
              List.of("L03")),
          new Mutant(
              "watchdog",
              "a thread of its own looks at the deadlines",
              "hexline.server.guard.Watchdog expire return nothing",
              List.of("threaded", "async"),
              List.of("L01", "L05")),
          new Mutant(
              "ticks-nio",
              "the loop looks at the deadlines",
              "hexline.nio.LoopGuard tick call checkTime nothing",
              List.of("nio"),
              List.of("L01", "L05")),
          new Mutant(
              "certainly-late",
              "a client is late that sends bytes again and again, but no line",
              "hexline.server.guard.Deadline isLineCertainlyLate return false",
              List.of("threaded"),
              List.of("L11")),
          new Mutant(
              "grace-after-pause",
              "after a pause of the process, input that has arrived is read before deadlines count",
              "hexline.server.guard.Watchdog park leave graceUntil; "
                  + "hexline.server.blocking.BlockingConnection isClientLate return true",
              List.of("virtual"),
              List.of("L09")),
          new Mutant(
              "grace-after-pause-async",
              "after a pause of the process, input that has arrived is read before deadlines count",
              "hexline.server.guard.Watchdog park leave graceUntil; "
                  + "hexline.async.PendingOperation isStuck return true",
              List.of("async"),
              List.of("L09")));

  private static final List<Mutant> CLIENTS =
      List.of(
          new Mutant(
              "max-connections",
              "clients over the limit are refused",
              "hexline.server.guard.Admission tryEnter return true",
              List.of("threaded", "nio", "async", "virtual"),
              List.of("L07")),
          new Mutant(
              "place-is-given-back",
              "a client that leaves makes room for the next one",
              "hexline.server.guard.Admission leave return nothing",
              List.of("threaded", "nio", "async"),
              List.of("L07")),
          new Mutant(
              "refused-in-steps",
              "a client that is refused is sent FIN before the connection is closed",
              "hexline.server.guard.Watchdog linger constant 1000 0; "
                  + "hexline.async.ConnectionGuard sendFin call shutdownOutput null",
              List.of("async"),
              List.of("L07")),
          new Mutant(
              "refused-lingers",
              "after FIN the input of a client that is refused is discarded for half a second",
              "hexline.server.guard.Watchdog linger constant 1000 0; "
                  + "hexline.server.guard.Watchdog linger call isDraining false",
              List.of("threaded", "async", "virtual"),
              List.of("D18")),
          new Mutant(
              "refused-lingers-nio",
              "after FIN the input of a client that is refused is discarded for half a second",
              "hexline.nio.LoopGuard tryLinger return false",
              List.of("nio"),
              List.of("D18")),
          new Mutant(
              "reset-ends-one",
              "a read that fails ends its own connection alone",
              "hexline.server.blocking.BlockingConnection read uncaught",
              List.of("sync"),
              List.of("C04", "C05")),
          new Mutant(
              "broken-pipe-ends-one",
              "a write that fails ends its own connection alone",
              "hexline.server.blocking.BlockingConnection write uncaught",
              List.of("sync"),
              List.of("C06")),
          new Mutant(
              "failed-is-closed-nio",
              "a connection that has failed is closed",
              "hexline.nio.NioConnection fail return nothing",
              List.of("nio"),
              List.of("C04")),
          new Mutant(
              "failed-is-closed-async",
              "a connection that has failed is closed",
              "hexline.async.AsyncConnection fail return nothing",
              List.of("async"),
              List.of("C04")),
          new Mutant(
              "exception-ends-one-sync",
              "what a conversion throws ends its own connection alone",
              "hexline.server.blocking.BlockingConnection answer uncaught",
              List.of("sync"),
              List.of("E07")),
          new Mutant(
              "exception-ends-one-nio",
              "what a conversion throws ends its own connection alone",
              "hexline.nio.LoopGuard run uncaught",
              List.of("nio"),
              List.of("E07")),
          new Mutant(
              "exception-comes-back-nio",
              "what a worker throws is handed back to the loop",
              "hexline.nio.Worker answer()V uncaught",
              List.of("nio --workers 2"),
              List.of("E07")));

  private static final List<Mutant> DRAIN =
      List.of(
          new Mutant(
              "drain",
              "SIGTERM lets connections answer before they are closed",
              "hexline.server.guard.Watchdog close call isOver true",
              List.of("threaded" + SLOW_WORK, "async" + SLOW_WORK, "virtual" + SLOW_WORK),
              List.of("D06")),
          new Mutant(
              "drain-nio",
              "SIGTERM lets connections answer before they are closed",
              "hexline.nio.LoopGuard awaitEnd call isOver true",
              List.of("nio" + SLOW_WORK),
              List.of("D06")),
          new Mutant(
              "drain-timeout",
              "a client that does not read delays the end by the drain timeout at most",
              "hexline.server.guard.DrainClock isOver return false",
              List.of("threaded", "nio", "async"),
              List.of("D04")),
          new Mutant(
              "drain-reads",
              "lines that have arrived are read in the drain",
              "hexline.server.blocking.BlockingConnection readArrived return -1",
              List.of("sync" + SLOW_WORK, "threaded" + SLOW_WORK, "virtual" + SLOW_WORK),
              List.of("D06")),
          new Mutant(
              "drain-first-half",
              "in the first half of the drain a client is read from until nothing is left",
              "hexline.server.guard.DrainClock isHalfOver return true",
              List.of("threaded" + SLOW_WORK, "nio" + SLOW_WORK, "async" + SLOW_WORK),
              List.of("D06")),
          new Mutant(
              "drain-second-half",
              "in the second half of the drain a client that keeps sending is cut off",
              "hexline.server.guard.DrainTurn isCutOff return false",
              List.of("sync", "threaded", "async"),
              List.of("D14")),
          new Mutant(
              "drain-quiet",
              "FIN is sent to a client only if nothing of it is on its way to an answer",
              "hexline.server.blocking.ReaderQuiet isQuiet return true",
              List.of("threaded" + SLOW_WORK, "virtual" + SLOW_WORK),
              List.of("D06")),
          new Mutant(
              "drain-quiet-async",
              "FIN is sent to a client only if nothing of it is on its way to an answer",
              "hexline.async.PendingOperation isQuiet return true",
              List.of("async" + SLOW_WORK),
              List.of("D06")),
          new Mutant(
              "drain-idle",
              "idle clients are sent FIN when the drain begins",
              "hexline.server.blocking.BlockingConnection drain return nothing",
              List.of("threaded" + LONG_DRAIN),
              List.of("D03")),
          new Mutant(
              "drain-idle-nio",
              "idle clients are sent FIN when the drain begins",
              "hexline.nio.NioConnection checkTime call queueTurn nothing",
              List.of("nio" + LONG_DRAIN),
              List.of("D03")),
          new Mutant(
              "drain-idle-async",
              "idle clients are sent FIN when the drain begins",
              "hexline.async.ConnectionGuard drain return nothing",
              List.of("async" + LONG_DRAIN),
              List.of("D03")),
          new Mutant(
              "backlog",
              "clients that have connected are accepted before the listening socket is closed",
              "hexline.server.blocking.Listener stopAccepting delegate closeSocket",
              List.of("sync", "threaded"),
              List.of("D16")),
          new Mutant(
              "backlog-nio",
              "clients that have connected are accepted before the listening socket is closed",
              "hexline.nio.NioListener stop delegate close",
              List.of("nio"),
              List.of("D16")),
          new Mutant(
              "stop-connection",
              "the acceptor knows the connection that stops it, and ends",
              "hexline.server.guard.StopConnection is return false",
              List.of("sync" + LONG_DRAIN, "async" + LONG_DRAIN),
              List.of("D01")),
          new Mutant(
              "stop-nio",
              "the acceptor ends when the backlog is empty",
              "hexline.nio.NioListener none call close nothing",
              List.of("nio" + LONG_DRAIN),
              List.of("D01")),
          new Mutant(
              "pause-is-no-drain",
              "time in which the process was paused is no drain time",
              "hexline.server.guard.DrainClock <clinit> constant 250 3600000",
              List.of("threaded", "nio", "async"),
              List.of("D08")),
          new Mutant(
              "linger",
              "after FIN the connection stays open for half a second, and its input is discarded",
              "hexline.server.guard.LingerTime isOver return true",
              List.of("threaded", "nio", "async"),
              List.of("D09")),
          new Mutant(
              "linger-ends",
              "a client that sends without end after FIN is closed all the same",
              "hexline.server.guard.LingerTime isTwiceOver return false",
              List.of("async"),
              List.of("L12")),
          new Mutant(
              "forced-exit",
              "a shutdown that hangs is ended by force",
              "hexline.server.ForcedExit begin return nothing",
              List.of("sync", "nio"),
              List.of("D15")),
          new Mutant(
              "pause-is-no-linger",
              "time in which the process was paused is no part of that half second",
              "hexline.server.guard.LingerTime <clinit> constant 100 1000000",
              List.of("threaded", "nio", "async"),
              List.of("D09")));

  private static final List<Mutant> RESOURCES =
      List.of(
          new Mutant(
              "accept-pause",
              "an acceptor without descriptors pauses before it accepts again",
              "hexline.server.guard.AcceptBackoff count return 0",
              List.of("threaded", "async", "virtual"),
              List.of("L08")),
          new Mutant(
              "accept-log",
              "failures to accept are logged at most once a second",
              "hexline.server.guard.AcceptBackoff log leave loggedAt",
              List.of("nio"),
              List.of("L08")),
          new Mutant(
              "acceptor-survives",
              "the acceptor goes on when accept fails",
              "hexline.server.blocking.Listener accept uncaught",
              List.of("threaded", "virtual"),
              List.of("L08")),
          new Mutant(
              "accept-rests-nio",
              "the selector does not watch the listening channel while the acceptor pauses",
              "hexline.nio.NioListener fail call interestOps null",
              List.of("nio"),
              List.of("L08")),
          new Mutant(
              "accept-again-nio",
              "after the pause the selector watches the listening channel again",
              "hexline.nio.NioListener run call interestOps null",
              List.of("nio"),
              List.of("L08")),
          new Mutant(
              "accept-later-nio",
              "the pause of the acceptor ends",
              "hexline.nio.LoopGuard delay return nothing",
              List.of("nio"),
              List.of("L08")),
          new Mutant(
              "accept-again-async",
              "the next accept is started after one that has failed",
              "hexline.async.AsyncListener$1 failed return nothing",
              List.of("async"),
              List.of("L08")),
          new Mutant(
              "no-thread-ends-one",
              "a client for which there is no thread is closed alone",
              "hexline.threaded.ThreadedServer handOver uncaught",
              List.of("threaded"),
              List.of("E01")),
          new Mutant(
              "pool-goes-on",
              "a pool that cannot start its next thread goes on with those that it has",
              "hexline.server.guard.GuardedExecutor execute uncaught",
              List.of("threaded --threads 100", "nio --workers 100", "async --workers 100"),
              List.of("E01")),
          new Mutant(
              "thread-reserve",
              "threads are held in reserve for the JVM, which needs some for SIGTERM",
              "hexline.server.guard.ThreadReserve tryFill return true",
              List.of("threaded"),
              List.of("E12")),
          new Mutant(
              "memory-budget",
              "buffers stop growing while memory is scarce",
              "hexline.server.guard.MemoryBudget isScarce return false",
              List.of("nio --workers 2", "async", "virtual"),
              List.of("E15")),
          new Mutant(
              "memory-reserve",
              "the acceptor keeps memory in reserve, without which it accepts no client",
              "hexline.server.guard.MemoryReserve require return nothing",
              List.of("threaded", "nio", "async", "virtual"),
              List.of("E16")),
          new Mutant(
              "interrupt-watchdog",
              "the watchdog clears its interrupt status, with which park would not wait",
              "hexline.server.guard.Watchdog watch call interrupted false",
              List.of("threaded", "async"),
              List.of("E06")),
          new Mutant(
              "interrupt-loop",
              "the loop clears its interrupt status, with which select would not wait",
              "hexline.nio.LoopGuard checkTime call interrupted false",
              List.of("nio"),
              List.of("E06")),
          new Mutant(
              "interrupt-spare",
              "the threads in reserve clear their interrupt status",
              "hexline.server.guard.ThreadReserve waitForRelease call interrupted false",
              List.of("threaded", "virtual"),
              List.of("E06")),
          new Mutant(
              "interrupt-exit",
              "the thread that ends the JVM by force clears its interrupt status",
              "hexline.server.ForcedExit run call interrupted#1 false",
              List.of("nio"),
              List.of("E06")),
          new Mutant(
              "log-has-its-thread",
              "a thread that logs does not wait for the log to be written",
              "hexline.server.LogWriter publish delegate write",
              List.of("threaded", "nio", "async", "virtual"),
              List.of("E08")),
          new Mutant(
              "log-is-left",
              "at its end the process waits half a second at most for its log",
              "hexline.server.ServerLog <clinit> constant 500 3600000",
              List.of("nio"),
              List.of("E08")),
          new Mutant(
              "log-is-escaped",
              "control characters in a client's line are escaped in the log",
              "hexline.server.ClientLog escape constant 32 0; "
                  + "hexline.server.LogFormat appendEscaped call isISOControl false",
              List.of("threaded"),
              List.of("G13")),
          new Mutant(
              "log-is-cut",
              "of a client's line at most 64 bytes are logged",
              "hexline.server.ClientLog escape constant 64 1000000",
              List.of("nio"),
              List.of("G13")));

  private static final List<Mutant> ALL =
      Stream.of(LINES, PRESSURE, FAIRNESS, DEADLINES, CLIENTS, DRAIN, RESOURCES)
          .flatMap(List::stream)
          .toList();

  private Mutants() {}

  /** All of them. */
  public static List<Mutant> all() {
    return ALL;
  }
}
