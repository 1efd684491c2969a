package hexline.theatre.watch;

import hexline.theatre.agent.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code strace -f -ttt -T -yy} has written: a line for each system call, with the thread,
 * the time of day, and how long it took. A call during which another thread's call was printed stands
 * in two lines, "unfinished" and "resumed".
 *
 * <p>A client is known by the port of its end: from the descriptor, as {@code -yy} prints it, or from
 * the address that {@code accept} has returned.
 */
public final class StraceReader {

  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\d+\\.\\d+) (.*)");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)");
  private static final Pattern UNFINISHED = Pattern.compile("(.*) <unfinished \\.\\.\\.>");
  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)");
  private static final Pattern ENDING =
      Pattern.compile("(.*)\\) += (-?\\d+|\\?)(<.*>)?( .*?)? <(\\d+\\.\\d+)>");
  private static final Pattern DESCRIPTOR = Pattern.compile("(\\d+)(<[^>]*>+)?.*");
  private static final Pattern PEER = Pattern.compile("<TCP(?:v6)?:\\[.*->.*:(\\d+)\\]>");
  private static final Pattern ADDRESS = Pattern.compile("sin6?_port=htons\\((\\d+)\\)");

  /** A wait for a lock or for work of another thread; shorter ones say little. */
  private static final long SHORTEST_FUTEX = 20_000;

  private final List<Seen> events = new ArrayList<>();
  private final Map<Long, Begun> unfinished = new HashMap<>();
  private final Map<Integer, Integer> ports = new HashMap<>(); // by descriptor
  private int notUnderstood;

  private StraceReader() {}

  /** A call that has begun. */
  private record Begun(long from, String text) {}

  /**
   * What the lines say.
   *
   * @param names of threads
   */
  public static Watched read(List<String> lines, Map<Long, String> names) {
    var reader = new StraceReader();
    lines.forEach(reader::line);
    var unseen = new ArrayList<String>();
    unseen.add("strace sees system calls only: what a program does between them is not shown.");
    if (reader.notUnderstood > 0) {
      unseen.add("Lines of strace that were not understood: " + reader.notUnderstood + ".");
    }
    return new Watched(Watched.Clock.TIME_OF_DAY, reader.events, names, Map.of(), unseen);
  }

  private void line(String line) {
    Matcher form = LINE.matcher(line);
    if (!form.matches()) {
      notUnderstood += line.isBlank() ? 0 : 1;
      return;
    }
    long thread = Long.parseLong(form.group(1));
    long at = nanos(form.group(2));
    String text = form.group(3);
    Matcher begun = UNFINISHED.matcher(text);
    Matcher resumed = RESUMED.matcher(text);
    if (text.startsWith("---") || text.startsWith("+++")) {
      return; // a signal, or the end of a thread
    }
    if (begun.matches()) {
      unfinished.put(thread, new Begun(at, begun.group(1)));
    } else if (resumed.matches()) {
      Begun call = unfinished.remove(thread);
      if (call != null) {
        call(thread, call.from(), call.text() + resumed.group(2));
      }
    } else {
      call(thread, at, text);
    }
  }

  private void call(long thread, long from, String text) {
    Matcher call = CALL.matcher(text);
    Matcher ending = ENDING.matcher(text);
    if (!call.matches() || !ending.matches()) {
      notUnderstood++;
      return;
    }
    long to = from + nanos(ending.group(5));
    long result = ending.group(2).equals("?") ? -1 : Long.parseLong(ending.group(2));
    String arguments = call.group(2);
    switch (call.group(1)) {
      case "accept", "accept4" -> accepted(thread, from, to, text, result, ending.group(3));
      case "read", "readv", "recvfrom", "recvmsg" ->
          transfer(Step.READ, thread, from, to, arguments, result);
      case "write", "writev", "sendto", "sendmsg" ->
          transfer(Step.WRITE, thread, from, to, arguments, result);
      case "close" -> descriptor(arguments).ifPresent(ports::remove);
      case "poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2" ->
          add(Step.POLL, thread, from, to, 0, -1);
      case "nanosleep", "clock_nanosleep" -> add(Step.SLEEP, thread, from, to, 0, -1);
      case "futex" -> {
        if (arguments.contains("WAIT") && to - from >= SHORTEST_FUTEX) {
          add(Step.PARK, thread, from, to, 0, -1);
        }
      }
      default -> {}
    }
  }

  private void accepted(
      long thread, long from, long to, String text, long descriptor, String description) {
    int port = 0;
    if (descriptor >= 0) {
      Matcher address = ADDRESS.matcher(text);
      port =
          address.find()
              ? Integer.parseInt(address.group(1))
              : peer(description == null ? "" : description).orElse(0);
      ports.put(Math.toIntExact(descriptor), port);
    }
    add(Step.ACCEPT, thread, from, to, port, -1);
  }

  private void transfer(Step step, long thread, long from, long to, String arguments, long result) {
    Optional<Integer> port = peer(firstArgument(arguments));
    if (port.isEmpty()) {
      port = descriptor(arguments).map(ports::get);
    }
    if (port.isPresent()) { // else it is a file or a pipe
      add(step, thread, from, to, port.get(), result);
    }
  }

  private void add(Step step, long thread, long from, long to, int port, long bytes) {
    events.add(new Seen(step, from, to, thread, false, thread, thread, port, bytes, false));
  }

  private static String firstArgument(String arguments) {
    int end = arguments.indexOf(", ");
    return end < 0 ? arguments : arguments.substring(0, end);
  }

  private static Optional<Integer> descriptor(String arguments) {
    Matcher form = DESCRIPTOR.matcher(arguments);
    return form.matches() ? Optional.of(Integer.parseInt(form.group(1))) : Optional.empty();
  }

  private static Optional<Integer> peer(String description) {
    Matcher form = PEER.matcher(description);
    return form.find() ? Optional.of(Integer.parseInt(form.group(1))) : Optional.empty();
  }

  private static long nanos(String seconds) {
    return new BigDecimal(seconds).movePointRight(9).longValue();
  }
}
