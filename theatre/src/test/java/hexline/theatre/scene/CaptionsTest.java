package hexline.theatre.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Captions of recordings that were made up: they say how this server waits, and what it costs. */
class CaptionsTest {

  /** A loop that has read from a client at a time. */
  private static Take loop(String name) {
    return new Take().thread(1, name).step(1, null, "select", 0, 40);
  }

  private static Take secondClient(Take take, long answered) {
    return take.client(1, 340, 40, 1, 41L).client(2, 400, 120, 1, answered);
  }

  @Test
  @DisplayName("second-client: one thread, a thread each, a loop, stages, virtual threads")
  void secondClient() {
    String atOnce =
        " Client 2 has its answer 2.0 ms after it has sent its line, while client 1 is connected"
            + " and idle.";
    assertEquals(
        "One thread serves one client after the other: thread acceptor is blocked in read for"
            + " client 1 for 318 ms, and the line of client 2 waits 221 ms for it. Client 2 has its"
            + " answer 222 ms after it has sent its line, 2.0 ms after client 1 has left.",
        secondClient(new Take().thread(1, "acceptor"), 342)
            .blocked(1, 1, "read", 21, 40)
            .blocked(1, 1, "read", 41, 340)
            .step(1, 2, "read", 341, 342)
            .wait(2, "thread", 120, 341)
            .caption(Captions::secondClient));
    assertEquals(
        "Each client has a thread of its own: while thread client-3 is blocked in read for client"
            + " 1, thread client-4 reads the line of client 2."
            + atOnce,
        secondClient(new Take().thread(2, "client-3").thread(3, "client-4"), 122)
            .blocked(2, 1, "read", 21, 340)
            .blocked(3, 2, "read", 101, 120)
            .caption(Captions::secondClient));
    assertEquals(
        "One thread serves both clients and is blocked for neither: thread event-loop-1 waits for"
            + " any client, 318 ms of 400 ms, and reads from the one that has sent."
            + atOnce,
        secondClient(loop("event-loop-1"), 122)
            .step(1, 1, "read", 40, 41)
            .step(1, 2, "read", 120, 121)
            .step(1, null, "select", 122, 400)
            .caption(Captions::secondClient));
    assertEquals(
        "One thread serves both clients and is blocked for neither: on thread completions the JDK"
            + " waits for any client, reads, and then runs a stage of the server, 2 times."
            + atOnce,
        secondClient(loop("completions"), 122)
            .step(1, 1, "read", 40, 41)
            .step(1, 1, "complete", 41, 42)
            .step(1, 2, "read", 120, 121)
            .step(1, 2, "complete", 121, 122)
            .caption(Captions::secondClient));
    assertEquals(
        "Each client has a virtual thread of its own: that of client 1 is parked for 319 ms of 400"
            + " ms and keeps no kernel thread; that of client 2 reads on carrier worker-1."
            + atOnce,
        secondClient(new Take().carrier(5, "worker-1"), 122)
            .virtual(1, 21, 340, "in read, until client 1 sends")
            .virtual(2, 101, 120, "in read, until client 2 sends")
            .step(5, 2, "read", 120, 121)
            .caption(Captions::secondClient));
  }

  @Test
  @DisplayName("a client without an answer is said to have none")
  void noAnswer() {
    assertEquals(
        "One kernel thread has served 2 clients. Client 2 got no answer in this scene.",
        new Take()
            .thread(1, "python3")
            .client(1, 340, 40, 1, 41L)
            .client(2, 400, 120, 1, null)
            .step(1, 1, "read", 40, 41)
            .caption(Captions::secondClient));
  }

  private static Take slowReader(Take take, long answered) {
    return take.slow(1, 40, 340).client(2, 400, 120, 1, answered).wait(1, "room", 50, 340);
  }

  @Test
  @DisplayName("slow-reader: a thread is blocked in write, a virtual thread is parked, or neither")
  void slowReader() {
    String atOnce = " The answers to client 2 take 2.0 ms (median), at most 2.0 ms.";
    assertEquals(
        "Thread acceptor is blocked in write for client 1 for 290 ms, and client 2 waits for it: there"
            + " is no other thread. The answers to client 2 take 230 ms (median), at most 230 ms.",
        slowReader(new Take().thread(1, "acceptor"), 350)
            .blocked(1, 1, "read", 21, 40)
            .blocked(1, 1, "write", 50, 340)
            .caption(Captions::slowReader));
    assertEquals(
        "Thread client-3 is blocked in write for client 1 for 290 ms; client 2 has a thread of its"
            + " own."
            + atOnce,
        slowReader(new Take().thread(2, "client-3").thread(3, "client-4"), 122)
            .blocked(2, 1, "read", 21, 40)
            .blocked(2, 1, "write", 50, 340)
            .blocked(3, 2, "read", 101, 120)
            .caption(Captions::slowReader));
    assertEquals(
        "No thread is blocked for client 1: after 2,500,000 bytes its socket has no room, and"
            + " thread event-loop-1 waits for any client meanwhile."
            + atOnce,
        slowReader(loop("event-loop-1"), 122)
            .step(1, 1, "read", 40, 41)
            .step(1, 1, "write", 42, 45, 2_000_000L)
            .step(1, 1, "write", 46, 48, 500_000L)
            .step(1, 1, "write", 341, 343, 4_000_000L)
            .caption(Captions::slowReader));
    assertEquals(
        "No thread is blocked for client 1: its write is not complete for 290 ms, and thread"
            + " completions runs the next stage of client 1 when it is."
            + atOnce,
        slowReader(loop("completions"), 122)
            .step(1, 1, "read", 40, 41)
            .step(1, 1, "complete", 41, 42)
            .caption(Captions::slowReader));
    assertEquals(
        "The virtual thread of client 1 is parked in write, 290 ms in all, and keeps no carrier: no"
            + " kernel thread is blocked."
            + atOnce,
        slowReader(new Take().carrier(5, "worker-1"), 122)
            .virtual(1, 50, 340, "in write, until client 1 reads")
            .caption(Captions::slowReader));
  }

  private static Take work(Take take) {
    return take.client(1, 300, 60, 1, 160L)
        .client(2, 300, 70, 1, 180L)
        .client(3, 300, 80, 1, 200L)
        .wait(1, "work", 60, 160)
        .wait(2, "work", 160, 180)
        .wait(3, "work", 180, 200);
  }

  private static Take atOnce(Take take) {
    return take.client(1, 300, 60, 1, 160L)
        .client(2, 300, 70, 1, 180L)
        .client(3, 300, 80, 1, 200L)
        .wait(1, "work", 60, 160)
        .wait(2, "work", 70, 180)
        .wait(3, "work", 170, 200);
  }

  @Test
  @DisplayName("work: one request at a time and in which order, or several and on which threads")
  void work() {
    String answers = " The first answers of clients 1, 2 and 3 come after 100 ms, 110 ms, 120 ms.";
    assertEquals(
        "One request at a time: thread acceptor is blocked in sleep for the requests of one client"
            + " until it leaves, in the order of clients 1, 2, 3."
            + answers,
        work(new Take().thread(1, "acceptor"))
            .blocked(1, 1, "read", 21, 60)
            .step(1, 1, "sleep", 60, 160)
            .caption(Captions::work));
    assertEquals(
        "Up to 2 requests at a time: each blocks the thread of its client, and no other thread."
            + answers,
        atOnce(new Take().thread(2, "client-3").thread(3, "client-4"))
            .blocked(2, 1, "read", 21, 60)
            .blocked(3, 2, "read", 21, 70)
            .step(2, 1, "sleep", 60, 160)
            .step(3, 2, "sleep", 70, 180)
            .caption(Captions::work));
    assertEquals(
        "Up to 2 requests at a time: each computes on the thread of its client, and the kernel"
            + " shares the processors among them."
            + answers,
        atOnce(new Take().thread(2, "client-3").thread(3, "client-4"))
            .blocked(2, 1, "read", 21, 60)
            .blocked(3, 2, "read", 21, 70)
            .step(2, 1, "burn", 60, 160)
            .step(3, 2, "burn", 70, 180)
            .caption(Captions::work));
    assertEquals(
        "One request at a time: thread event-loop-1 computes and reads from nobody"
            + " meanwhile; it takes clients in the order 1, 2, 3."
            + answers,
        work(loop("event-loop-1"))
            .step(1, 1, "read", 60, 61)
            .step(1, 1, "burn", 61, 160)
            .caption(Captions::work));
    assertEquals(
        "Up to 2 requests at a time, on 2 workers: thread event-loop-1 hands lines over to them,"
            + " and waits for any client."
            + answers,
        atOnce(loop("event-loop-1").thread(2, "worker-1").thread(3, "worker-2"))
            .step(1, 1, "read", 60, 61)
            .step(2, 1, "sleep", 61, 160)
            .step(3, 2, "sleep", 71, 180)
            .caption(Captions::work));
    assertEquals(
        "One request at a time: a stage is blocked in sleep on thread completions, and no other"
            + " stage runs meanwhile; clients have their stages in the order 1, 2, 3."
            + answers,
        work(loop("completions"))
            .step(1, 1, "read", 60, 61)
            .step(1, 1, "complete", 61, 161)
            .step(1, 1, "sleep", 61, 160)
            .caption(Captions::work));
    assertEquals(
        "Up to 2 requests at a time, on one worker: a stage that is complete there starts the write,"
            + " and thread completions is free for other stages."
            + answers,
        atOnce(loop("completions").thread(2, "worker-1"))
            .step(1, 1, "read", 60, 61)
            .step(1, 1, "complete", 61, 62)
            .step(2, 1, "sleep", 62, 160)
            .caption(Captions::work));
    assertEquals(
        "Up to 2 requests at a time, and no kernel thread is blocked: the virtual threads of the"
            + " clients are parked in sleep."
            + answers,
        atOnce(new Take().carrier(5, "worker-1"))
            .virtual(1, 60, 160, "in sleep, a blocking call of the request of client 1")
            .caption(Captions::work));
    assertEquals(
        "Up to 2 requests at a time: a virtual thread that computes keeps its carrier. Client 3"
            + " waits 90 ms for one."
            + answers,
        atOnce(new Take().carrier(5, "worker-1").carrier(6, "worker-2"))
            .virtual(1, 21, 60, "in read, until client 1 sends")
            .step(5, 1, "burn", 60, 160)
            .step(6, 2, "burn", 70, 180)
            .wait(2, "thread", 70, 75)
            .wait(3, "thread", 80, 170)
            .caption(Captions::work));
  }

  private static Take burst(Take take, long all, long answered) {
    return take.client(1, 200, 12, 40_000, all).client(2, 240, 13, 1, answered);
  }

  @Test
  @DisplayName("burst: client 2 waits for the end of client 1, for turns of it, or for none")
  void burst() {
    String none = " Client 2 has its answer after 1.0 ms, when client 1 has 0 of its 40,000.";
    assertEquals(
        "Thread acceptor serves client 1 until it leaves, and client 2 waits for"
            + " it even when all is answered. Client 2 has its answer after 188 ms, when client 1"
            + " has all of its 40,000.",
        burst(new Take().thread(1, "acceptor"), 30, 201)
            .blocked(1, 1, "read", 2, 12)
            .caption(Captions::burst));
    assertEquals(
        "Client 2 waits for no turn: thread client-4 answers it, while thread client-3 converts the"
            + " lines of client 1."
            + none,
        burst(new Take().thread(2, "client-3").thread(3, "client-4"), 30, 14)
            .blocked(2, 1, "read", 2, 12)
            .blocked(3, 2, "read", 3, 13)
            .caption(Captions::burst));
    assertEquals(
        "Thread event-loop-1 takes a part of the burst in each turn of its loop, and client 2 is"
            + " answered after 2 turns of client 1. Client 2 has its answer after 7.0 ms, when"
            + " client 1 has 0 of its 40,000.",
        burst(loop("event-loop-1"), 30, 20)
            .step(1, 1, "read", 12, 13)
            .step(1, 1, "convert", 13, 15)
            .step(1, 1, "convert", 16, 18)
            .step(1, 2, "convert", 18, 19)
            .step(1, 1, "convert", 21, 24)
            .caption(Captions::burst));
    assertEquals(
        "Stages of all clients run on thread completions, and that of client 2 runs after one stage"
            + " of client 1."
            + none,
        burst(loop("completions"), 30, 14)
            .step(1, 1, "read", 12, 13)
            .step(1, 1, "complete", 13, 30)
            .step(1, 1, "convert", 13, 14)
            .caption(Captions::burst));
    assertEquals(
        "Stages of all clients run on thread completions, and that of client 2 runs before the next"
            + " stage of client 1."
            + none,
        burst(loop("completions"), 30, 14)
            .step(1, 1, "read", 12, 13)
            .step(1, 1, "complete", 14, 30)
            .step(1, 1, "convert", 14, 15)
            .caption(Captions::burst));
    assertEquals(
        "Client 2 waits for no turn: its virtual thread runs on carrier worker-2, and meanwhile that"
            + " of client 1 on carrier worker-1."
            + none,
        burst(new Take().carrier(5, "worker-1").carrier(6, "worker-2"), 30, 14)
            .virtual(1, 3, 12, "in read, until client 1 sends")
            .step(5, 1, "convert", 12, 30)
            .step(6, 2, "read", 13, 14)
            .caption(Captions::burst));
  }

  private static Take idleAndBusy(Take take, long answered) {
    return take.idle(1, "idle 1").idle(2, "idle 2").client(3, 400, 120, 1, answered);
  }

  @Test
  @DisplayName("idle-and-busy: idle clients keep the thread, a thread each, or none")
  void idleAndBusy() {
    String atOnce = " The answers to the first busy client take 2.0 ms (median), at most 2.0 ms.";
    assertEquals(
        "Thread acceptor is blocked in read for one idle client after the other,"
            + " 300 ms in all, and the busy ones wait for it. The answers to the first busy client"
            + " take 230 ms (median), at most 230 ms.",
        idleAndBusy(new Take().thread(1, "acceptor"), 350)
            .blocked(1, 1, "read", 20, 200)
            .blocked(1, 2, "read", 200, 320)
            .caption(Captions::idleAndBusy));
    assertEquals(
        "The 2 idle clients keep 2 threads, each of them blocked in read for one." + atOnce,
        idleAndBusy(new Take().thread(2, "client-3").thread(3, "client-4"), 122)
            .blocked(2, 1, "read", 20, 400)
            .blocked(3, 2, "read", 30, 400)
            .caption(Captions::idleAndBusy));
    assertEquals(
        "No thread is blocked for the 2 idle clients: thread event-loop-1 waits for any of 3, and"
            + " reads from those that send."
            + atOnce,
        idleAndBusy(loop("event-loop-1"), 122)
            .step(1, 3, "read", 120, 121)
            .caption(Captions::idleAndBusy));
    assertEquals(
        "No thread is blocked for the 2 idle clients: the JDK has a read of each to complete, and"
            + " runs a stage on thread completions when it has."
            + atOnce,
        idleAndBusy(loop("completions"), 122)
            .step(1, 3, "read", 120, 121)
            .step(1, 3, "complete", 121, 122)
            .caption(Captions::idleAndBusy));
    assertEquals(
        "2 virtual threads serve as many clients on one carrier: those of the 2 idle clients are"
            + " parked and keep none."
            + atOnce,
        idleAndBusy(new Take().carrier(5, "worker-1"), 122)
            .virtual(1, 20, 400, "in read, until idle 1 sends")
            .virtual(2, 30, 400, "in read, until idle 2 sends")
            .caption(Captions::idleAndBusy));
  }
}
