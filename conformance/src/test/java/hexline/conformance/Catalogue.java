package hexline.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * What can be done to a server that answers lines, 80 ways of it, and which case of the kit does it.
 * Collected from the test suites of well-known servers, before the kit was written.
 */
final class Catalogue {

  /**
   * One way.
   *
   * @param id a letter for the group and a number, as in {@code G-01}
   * @param title a word or two
   * @param stimulus what is done to the server
   * @param cases ids of the cases of the kit that do it
   * @param note what no case does, and why; or empty
   */
  record Entry(String id, String title, String stimulus, List<String> cases, String note) {}

  private final List<Entry> entries = new ArrayList<>();
  private String group = "";
  private int number;

  private Catalogue() {}

  /** All entries, by their groups. */
  static List<Entry> entries() {
    var catalogue = new Catalogue();
    catalogue.addGrammarAndFraming();
    catalogue.addConnections();
    catalogue.addLoadAndResources();
    catalogue.addShutdown();
    catalogue.addChaosAndFuzz();
    return catalogue.entries;
  }

  private void begin(String letter) {
    group = letter;
    number = 0;
  }

  /** Adds an entry; the ids of its cases are separated by spaces. */
  private void add(String title, String stimulus, String cases, String note) {
    number++;
    List<String> ids = cases.isEmpty() ? List.of() : List.of(cases.split(" ", -1));
    entries.add(new Entry("%s-%02d".formatted(group, number), title, stimulus, ids, note));
  }

  private void add(String title, String stimulus, String cases) {
    add(title, stimulus, cases, "");
  }

  private void addGrammarAndFraming() {
    begin("G");
    add("basic", "decimal numbers", "G01");
    add("crlf", "lines that end with CR LF", "F04");
    add("bare-cr", "a CR within a line", "G02");
    add("empty-line", "LF alone", "G03");
    add("spaces-tabs", "white space around and within a number", "G04");
    add("sign", "signs, one and more, and alone", "G05");
    add("leading-zeros", "zeros before a number, few and many", "G06");
    add("boundaries", "numbers around 2^31, 2^63 and 2^64", "G07");
    add("non-decimal", "hexadecimal, exponents, fractions", "G08 G11");
    add("unicode-digits", "digits of other scripts", "G09");
    add("binary-garbage", "every byte value, invalid UTF-8", "G10 F14");
    add("wrong-protocol", "openings of HTTP, TLS, Redis and SSH", "F13");
    add("locale", "the server runs in another locale and encoding", "G12 F12");
    add("log-injection", "control characters and forged log lines", "G13");
    begin("F");
    add("byte-at-a-time", "one byte a write", "F01");
    add("every-split", "each split point of three lines", "F02");
    add("coalesced", "1,000 lines in one write", "F03");
    add("big-pipeline", "lines without end, read at the same time", "F05 E03");
    add("no-final-lf", "FIN behind an unterminated line", "F06");
    add("max-line-exact", "the longest line", "F07");
    add("max-line-plus-1", "one byte more", "F08");
    add("endless-line", "64 MiB without LF", "F09");
    add("integer-bomb", "a number of a million digits", "F10");
    add("desync", "NUL bytes, then a flood of noise", "F14");
    add("error-then-ok", "bad and good lines in one packet", "F11");
  }

  private void addConnections() {
    begin("C");
    add("connect-close", "connect and close, 1,000 times", "C01");
    add("half-close", "lines, then FIN", "C02");
    add("shut-input", "the client shuts its receiving half", "C03");
    add("rst-idle", "a reset between two lines", "C04");
    add("rst-mid-line", "a reset within a line", "C05");
    add("rst-mid-reply", "a reset while answers are on their way", "C06");
    add("rst-in-backlog", "a reset before accept", "C07");
    add("write-after-close", "lines, then close without reading", "C08");
    add("mass-disconnect", "many clients reset at once", "C09");
    add("churn", "50,000 clients come and go", "S04 S05");
    add("port-reuse", "stop and start on the same port", "D12");
    add("port-taken", "a second server on the port", "C11");
    add(
        "other-addresses",
        "IPv6, and a host that does not exist",
        "",
        "the kit starts servers on 127.0.0.1; the unit tests of the launcher try other addresses");
  }

  private void addLoadAndResources() {
    begin("S");
    add("idle", "a silent client", "L01");
    add("slow-loris", "a byte now and then, no LF", "L02");
    add("slow-loris-many", "500 of them", "S01");
    add("never-reads", "lines for ever, nothing read", "L04 L05");
    add("never-reads-many", "many of them", "S02 E15");
    add("slow-reader", "a client that reads slowly, but reads", "S03");
    add("firehose-vs-polite", "one client at full speed beside polite ones", "L06");
    add("stop-and-go", "pauses just below the idle timeout", "L03");
    add(
        "abandoned",
        "the peer vanishes without FIN",
        "L01",
        "to the server, a peer that has vanished is a silent one");
    begin("R");
    add("max-connections", "more clients than allowed", "L07");
    add("emfile", "more clients than descriptors", "L08");
    add(
        "no-threads",
        "more clients than threads",
        "E01 E13",
        "only an option of a server makes a pool that is larger than the limit of threads:"
            + " ThreadLimitSuite runs the jars with it");
    add("heap-small", "a heap of 32 MiB and 2,000 clients", "E02 E14 E16");
    add("hold-10k", "10,000 idle clients", "E04");
    add("direct-buffers", "native memory, before and after a load", "E03");
    add("idle-cpu", "processor time with 1,000 idle clients", "E05");
    add("interrupt-loop", "the server's threads are interrupted", "E06");
    add("handler-throws", "a conversion throws", "E07 E11");
    add("log-full", "the log takes nothing", "E08 E09 E10");
    add("clock-jump", "the clock is set", "T04");
    add(
        "emfile-first-log",
        "a lack of descriptors is the first event ever logged",
        "L08",
        "it is the first warning there, too");
  }

  private void addShutdown() {
    begin("D");
    add("sigterm-idle", "SIGTERM without clients", "D01");
    add("sigterm-mid-pipeline", "SIGTERM among 10,000 lines", "D02 D06");
    add("sigterm-idle-clients", "SIGTERM with 1,000 idle clients", "D03");
    add("sigterm-stuck", "SIGTERM with a client that never reads", "D04");
    add("sigterm-storm", "SIGTERM while clients come and go", "D10 D05");
    add("double-term", "SIGTERM twice", "D11");
    add("kill-restart", "SIGKILL, then a new process", "D13");
    add(
        "close-api",
        "close() twice, and from other threads",
        "",
        "a client cannot do that: ServerContract does, in the unit tests of every server");
  }

  private void addChaosAndFuzz() {
    begin("P");
    add("latency", "a delay each way", "P01 N01");
    add("bandwidth", "10 KB/s each way", "P02");
    add("slicer", "pieces of a few bytes", "P03");
    add("limit-data", "an end after n bytes", "P04");
    add("reset-peer", "a reset at a random time", "P05");
    add("slow-close", "FIN comes late", "P06");
    add("timeout", "nothing arrives any more, then the end", "P07");
    add("mix", "all of these at random", "P08");
    begin("Z");
    add(
        "parser-fuzz",
        "random bytes for the codec alone",
        "",
        "CodecAgainstOracleTest does that in every build, and Jazzer in the profile fuzz");
    add("wire-fuzz", "clients that do anything at random", "Z01");
    add(
        "differential",
        "a recorded session",
        "F15",
        "DifferentialTest compares the bytes of all five servers");
    add(
        "linear-time",
        "lines of growing length",
        "F10",
        "the line limit bounds the time of a line; CodecAgainstOracleTest sees that each byte is"
            + " searched once");
    add(
        "mutation",
        "servers with a flaw",
        "",
        "FlawTest runs the kit against a server with one of many flaws: each case finds one; PIT"
            + " changes codec and guards in the profile pit");
  }
}
