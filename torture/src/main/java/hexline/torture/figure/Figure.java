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
      "memory of one of them",
      BYTES,
      "growth of resident memory and of live objects on the heap, for each connection held"),
  EMFILE_PROCESSOR(
      "processor without descriptors",
      PERCENT,
      "processor time while 400 clients want a server with 256 descriptors, of one processor"),
  EMFILE_LOG("log lines without descriptors", PER_SECOND, "lines on standard error in that time"),
  EMFILE_RECOVERY(
      "back after descriptors ran out",
      MILLIS,
      "from the moment when these clients leave until a new one has its answer"),
  DRAIN_P50("SIGTERM to the end, no client: p50", MILLIS, "median of ten processes"),
  DRAIN_P99("SIGTERM to the end, no client: p99", MILLIS, "the longest of these ten"),
  DRAIN_CROWD_P50(
      "the same with 1,000 idle clients: p50",
      MILLIS,
      "clients leave when they get FIN; median of ten processes"),
  DRAIN_CROWD_P99("the same with 1,000 idle clients: p99", MILLIS, "the longest of these ten"),
  DRAIN_STUCK(
      "the same with a client that never reads",
      MILLIS,
      "with a drain timeout of 2 s; the longest of three processes"),
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
      "descriptors left by 50,000 connects",
      COUNT,
      "after ten requests on each, 16 at a time; most end with a reset, every eighth with FIN"),
  LEAK_THREADS("threads left by them", COUNT, "compared with the process after 5,000 connects"),
  LEAK_HEAP("live objects left by them", BYTES, "on the heap, after a collection"),
  FAULTS(
      "faults injected and survived",
      COUNT,
      "latency, bandwidth, slicer, limit_data, reset_peer, slow_close and timeout, drawn at random for"
          + " sessions through a proxy; those of sessions whose answers were right"),
  FAULTS_WRONG(
      "wrong answers among them",
      COUNT,
      "sessions with a wrong answer, or without one that was due"),
  FUZZ(
      "fuzz inputs tried",
      COUNT,
      "sessions that send, pause, read, stop reading, half-close and reset at random"),
  FUZZ_WRONG(
      "wrong answers to them", COUNT, "sessions with a wrong answer, or without one that was due");

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
