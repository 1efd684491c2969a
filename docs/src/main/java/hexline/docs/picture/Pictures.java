package hexline.docs.picture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The pictures of {@code docs/pictures}. Each has the clients on the left, the kernel's sockets in
 * the middle, the threads of the server on the right.
 */
public final class Pictures {

  private static final int CLIENTS = 1;
  private static final int SOCKETS = 132;
  private static final int SOCKETS_END = SOCKETS + 92;
  private static final int THREADS = 330;
  private static final int[] ROWS = {40, 98, 156};
  private static final int ASIDE = 214; // what belongs to no client
  private static final int MIDDLE = Canvas.BOX / 2;

  /**
   * A picture.
   *
   * @param name of its files
   * @param model whose colour it has
   * @param title what it says, in a sentence
   */
  private record Picture(
      String name, String model, String title, int height, Consumer<Canvas> drawing) {}

  private static final List<Picture> ALL =
      List.of(
          new Picture(
              "sync",
              "sync",
              "Three clients are connected. The only thread waits in read for client 1, which has"
                  + " sent nothing; what clients 2 and 3 have sent stays in the kernel.",
              242,
              Pictures::sync),
          new Picture(
              "threaded",
              "threaded",
              "Each of three clients has a thread of its own. Two of them wait in read, one answers;"
                  + " another thread waits in accept for the next client.",
              300,
              Pictures::threaded),
          new Picture(
              "polling",
              "nio",
              "One thread reads from each client in turn, without waiting, and gets nothing from"
                  + " most of them. It never sleeps.",
              242,
              Pictures::polling),
          new Picture(
              "nio",
              "nio",
              "One thread waits in select for all clients at once. The kernel tells it which of"
                  + " them is ready, and it reads from that one only.",
              242,
              Pictures::nio),
          new Picture(
              "async",
              "async",
              "Each client has a read that has been started, and a stage that is to follow it. One"
                  + " thread of the JDK waits for all of them and calls the stage of the read that"
                  + " is complete.",
              304,
              Pictures::async),
          new Picture(
              "virtual",
              "virtual",
              "Each client has a virtual thread. Two of them wait in read, parked in memory without"
                  + " a thread of the system; the third is mounted on a carrier. The JDK's poller"
                  + " waits for all sockets.",
              300,
              Pictures::virtual));

  private Pictures() {}

  /** The files of all pictures: SVG by name. */
  public static Map<String, String> files() {
    var files = new LinkedHashMap<String, String>();
    for (Picture picture : ALL) {
      for (Palette palette : Palette.values()) {
        var canvas = new Canvas(palette, picture.model());
        picture.drawing().accept(canvas);
        canvas.legend(picture.height() - 8);
        files.put(
            picture.name() + (palette == Palette.DARK ? "-dark.svg" : "-light.svg"),
            canvas.svg(picture.height(), picture.title()));
      }
    }
    return files;
  }

  /** Clients with their sockets, which hold what each has sent. */
  private static void clients(Canvas canvas, String... sent) {
    canvas.heading(CLIENTS, "clients");
    canvas.heading(SOCKETS, "kernel");
    for (int i = 0; i < sent.length; i++) {
      canvas.client(CLIENTS, ROWS[i], i + 1);
      canvas.wire(CLIENTS + 78, ROWS[i] + MIDDLE, SOCKETS, ROWS[i] + MIDDLE);
      canvas.socket(SOCKETS, ROWS[i], sent[i]);
    }
  }

  private static int middle(int row) {
    return ROWS[row] + MIDDLE;
  }

  private static void sync(Canvas canvas) {
    clients(canvas, "", "1234", "99");
    canvas.heading(THREADS, "server");
    canvas.waits(THREADS, ROWS[0], 250, "acceptor", "waits in read");
    canvas.watch("M%s %sH%s".formatted(SOCKETS_END, middle(0), THREADS));
    for (int row = 1; row <= 2; row++) {
      canvas.label(SOCKETS_END + 16, middle(row) + 5, "in the backlog; no thread to accept it");
    }
  }

  private static void threaded(Canvas canvas) {
    clients(canvas, "", "1234", "");
    canvas.heading(THREADS, "server");
    canvas.waits(THREADS, ROWS[0], 250, "client-1", "waits in read");
    canvas.watch("M%s %sH%s".formatted(SOCKETS_END, middle(0), THREADS));
    canvas.runs(THREADS, ROWS[1], 250, "client-2", "reads, answers, writes");
    canvas.arrow("M%s %sH%s".formatted(SOCKETS_END, middle(1), THREADS - 3));
    canvas.waits(THREADS, ROWS[2], 250, "client-3", "waits in read");
    canvas.watch("M%s %sH%s".formatted(SOCKETS_END, middle(2), THREADS));
    canvas.waits(THREADS, ASIDE, 250, "acceptor", "waits in accept");
    canvas.watch("M%s %sH%s".formatted(SOCKETS_END, ASIDE + MIDDLE, THREADS));
    canvas.socket(SOCKETS, ASIDE, "");
    canvas.labelBefore(SOCKETS - 12, ASIDE + MIDDLE + 5, "backlog");
  }

  private static void polling(Canvas canvas) {
    clients(canvas, "", "1234", "");
    int thread = 410;
    canvas.heading(thread, "server");
    canvas.runs(thread, ROWS[1], 200, "one thread", "asks again");
    List<String> answers = List.of("read: 0", "read: 5 bytes", "read: 0");
    for (int i = 0; i < ROWS.length; i++) {
      int bend = 380;
      canvas.next(
          i == 1
              ? "M%s %sH%s".formatted(thread, middle(1), SOCKETS_END + 3)
              : "M%s %sC%s %s %s %s %s %s"
                  .formatted(
                      thread,
                      middle(1),
                      bend - 20,
                      middle(1),
                      bend,
                      middle(i),
                      SOCKETS_END + 3,
                      middle(i)));
      canvas.label(SOCKETS_END + 16, middle(i) - 8, answers.get(i));
    }
    canvas.label(thread, ROWS[2] + 22, "never waits, so it uses");
    canvas.label(thread, ROWS[2] + 40, "a processor all the time");
  }

  private static void nio(Canvas canvas) {
    clients(canvas, "", "1234", "");
    int selector = 262;
    int end = selector + 88;
    canvas.frame(selector, ROWS[0] - 6, 88, ROWS[2] + Canvas.BOX - ROWS[0] + 12);
    canvas.heading(selector, "selector");
    for (int i = 0; i < ROWS.length; i++) {
      canvas.wire(SOCKETS_END, middle(i), selector, middle(i));
      canvas.label(selector + 10, middle(i) + 5, i == 1 ? "ready" : "OP_READ");
    }
    int thread = 410;
    canvas.heading(thread, "server");
    canvas.waits(thread, ROWS[0], 200, "event-loop-1", "in select");
    canvas.watch("M%s %sH%s".formatted(end, middle(0), thread));
    canvas.next("M%s %sV%s".formatted(thread + 24, ROWS[0] + Canvas.BOX, ROWS[2] - 3));
    canvas.label(thread + 36, middle(1) - 3, "then, as the");
    canvas.label(thread + 36, middle(1) + 15, "same thread");
    canvas.next("M%s %sV%s".formatted(thread + 176, ROWS[2], ROWS[0] + Canvas.BOX + 3));
    canvas.label(thread + 130, middle(1) + 5, "again");
    canvas.runs(thread, ROWS[2], 200, "event-loop-1", "reads 2");
    canvas.arrow(
        "M%s %sC%s %s %s %s %s %s"
            .formatted(
                end,
                middle(1),
                end + 34,
                middle(1),
                thread - 38,
                middle(2),
                thread - 3,
                middle(2)));
  }

  private static void async(Canvas canvas) {
    clients(canvas, "", "1234", "");
    int jdk = 246;
    int end = jdk + 226;
    canvas.heading(jdk, "JDK");
    canvas.frame(jdk, ROWS[0] - 6, 226, ASIDE + Canvas.BOX - ROWS[0] + 14);
    int stage = 500;
    canvas.heading(stage, "server");
    for (int i = 0; i < ROWS.length; i++) {
      canvas.wire(SOCKETS_END, middle(i), jdk, middle(i));
      canvas.label(jdk + 12, middle(i) + 5, i == 1 ? "read is complete" : "read is pending");
      if (i == 1) {
        canvas.runs(stage, ROWS[i], 118, "answer", "runs");
        canvas.arrow("M%s %sH%s".formatted(end, middle(i), stage - 3));
      } else {
        canvas.holds(stage, ROWS[i], 118, "then:", "answer");
        canvas.watch("M%s %sH%s".formatted(end, middle(i), stage));
      }
    }
    canvas.waits(jdk + 8, ASIDE, 210, "completions", "in epoll_wait");
  }

  private static void virtual(Canvas canvas) {
    clients(canvas, "", "1234", "");
    int thread = 290;
    int carrier = 526;
    int rail = 256;
    canvas.heading(thread, "virtual threads");
    canvas.heading(carrier, "carriers");
    for (int row = 0; row <= 2; row += 2) {
      canvas.holds(thread, ROWS[row], 144, "client-" + (row + 1), "parked");
      canvas.label(thread + 158, middle(row) + 5, "its stack is on the heap");
      canvas.watch("M%s %sH%s".formatted(SOCKETS_END, middle(row), rail));
    }
    canvas.runs(thread, ROWS[1], 144, "client-2", "answers");
    canvas.arrow("M%s %sH%s".formatted(SOCKETS_END, middle(1), thread - 3));
    canvas.wire(thread + 144, middle(1), carrier, middle(1));
    canvas.label(thread + 158, middle(1) - 8, "mounted");
    canvas.runs(carrier, ROWS[1], 92, "carrier", "");
    canvas.waits(thread, ASIDE, 180, "poller", "in epoll_wait");
    canvas.watch("M%s %sV%sH%s".formatted(rail, middle(0), ASIDE + MIDDLE, thread));
  }
}
