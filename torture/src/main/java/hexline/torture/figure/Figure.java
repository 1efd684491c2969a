package hexline.torture.figure;

import static hexline.torture.figure.Unit.BYTES;
import static hexline.torture.figure.Unit.COUNT;
import static hexline.torture.figure.Unit.MILLIS;
import static hexline.torture.figure.Unit.PERCENT;
import static hexline.torture.figure.Unit.PER_SECOND;

/** A figure that is measured of each server. */
public enum Figure {
  HELD("connections held", COUNT, "idle connections that have each had an answer, up to 10,000"),
  MEMORY_EACH(
      "memory per idle connection",
      BYTES,
      "growth of resident memory and of live objects on the heap, for each connection: the median"
          + " of nine steps after the first one"),
  EMFILE_PROCESSOR(
      "processor while descriptors are out",
      PERCENT,
      "processor time while 400 clients want a server with 256 descriptors, of one processor"),
  EMFILE_LOG(
      "log lines while descriptors are out", PER_SECOND, "lines on standard error in that time"),
  EMFILE_RECOVERY(
      "from free descriptors to the next answer",
      MILLIS,
      "from the moment when these clients leave until a new one has its answer"),
  DRAIN_MEDIAN("SIGTERM to exit, no client: median of 10", MILLIS, "of ten processes"),
  DRAIN_SLOWEST("SIGTERM to exit, no client: slowest of 10", MILLIS, "of the same ten processes"),
  DRAIN_CROWD_MEDIAN(
      "SIGTERM to exit, 1,000 clients: median of 10",
      MILLIS,
      "idle clients, which leave when they get FIN; of ten processes"),
  DRAIN_CROWD_SLOWEST(
      "SIGTERM to exit, 1,000 clients: slowest of 10", MILLIS, "of the same ten processes"),
  DRAIN_STUCK(
      "SIGTERM to exit, a never-reader: slowest of 3",
      MILLIS,
      "a client that never reads, and a drain timeout of 2 s; of three processes"),
  LINES_LOST(
      "lines lost on SIGTERM",
      COUNT,
      "lines that the server's kernel had acknowledged before SIGTERM, and that got no answer"),
  PENDING(
      "answers held for a client that never reads",
      BYTES,
      "most bytes of answers to requests that the server has taken, beyond both sockets' buffers"),
  POLITE_ALONE(
      "polite clients, alone: p99", MILLIS, "20 clients ask once in 10 ms each, beside nobody"),
  POLITE_SLOW_LORIS(
      "polite clients beside 500 slow-loris: p99",
      MILLIS,
      "500 connections send a byte in 250 ms each, and no LF"),
  POLITE_FIREHOSE(
      "polite clients beside a firehose: p99",
      MILLIS,
      "one connection sends and reads as fast as it can"),
  IDLE_PROCESSOR(
      "processor with 1,000 idle clients",
      PERCENT,
      "processor time in ten seconds without a request, of one processor"),
  LEAK_DESCRIPTORS(
      "descriptors left after 50,000 connects",
      COUNT,
      "ten requests on each, 16 connections at a time; most end with a reset, every eighth with FIN"),
  LEAK_THREADS(
      "threads left after 50,000 connects",
      COUNT,
      "compared with the process after 5,000 connects"),
  LEAK_HEAP("live objects left after 50,000 connects", BYTES, "on the heap, after a collection"),
  FAULTS(
      "faults injected and survived",
      COUNT,
      "latency, bandwidth, slicer, limit_data, reset_peer, slow_close and timeout, drawn at random for"
          + " sessions through a proxy; only of sessions whose answers were right"),
  FAULTS_WRONG(
      "sessions with faults, wrong answers",
      COUNT,
      "sessions with a wrong answer, or without one that was due"),
  FUZZ(
      "fuzz inputs tried",
      COUNT,
      "sessions that send, pause, read, stop reading, half-close and reset at random"),
  FUZZ_WRONG(
      "fuzz inputs, wrong answers",
      COUNT,
      "sessions with a wrong answer, or without one that was due");

  private final String title;
  private final Unit unit;
  private final String meaning;

  Figure(String title, Unit unit, String meaning) {
    this.title = title;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** A few words. */
  public String title() {
    return title;
  }

  public Unit unit() {
    return unit;
  }

  /** What exactly is measured, as a clause. */
  public String meaning() {
    return meaning;
  }
}
