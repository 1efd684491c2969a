package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.torture.server.Vitals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What many short connections leave behind. */
final class Leak implements Trial {

  private static final int AT_A_TIME = 16;
  private static final int WARM_UP = 10; // a tenth of all connects
  private static final int WITH_FIN = 8; // every eighth: each leaves a port in TIME_WAIT
  private static final byte[] REQUESTS = Wire.numbers(1, 11);
  private static final byte[] ANSWERS = Oracle.answers(REQUESTS);
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(50);

  @Override
  public String title() {
    return "many connects";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.LEAK_DESCRIPTORS, Figure.LEAK_THREADS, Figure.LEAK_HEAP);
  }

  @Override
  public Duration expected() {
    return Duration.ofSeconds(20);
  }

  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    int connects = lab.effort().connects();
    try (ServerProcess server = lab.start(Launch.OWN)) {
      int broken = connect(server, connects / WARM_UP);
      long heap = lab.liveHeap(server);
      Lab.pause(LOOK);
      Vitals before = Lab.vitals(server);
      broken += connect(server, connects);
      Vitals after = settled(server, before);
      String note = broken == 0 ? "" : broken + " connections broke";
      sheet.put(
          Figure.LEAK_DESCRIPTORS, (double) (after.descriptors() - before.descriptors()), note);
      sheet.put(Figure.LEAK_THREADS, (double) (after.threads() - before.threads()), note);
      if (lab.command().isJvm()) {
        sheet.put(Figure.LEAK_HEAP, (double) (lab.liveHeap(server) - heap), note);
      } else {
        sheet.none(Figure.LEAK_HEAP, "not a JVM of this suite");
      }
    }
  }

  private static Vitals settled(ServerProcess server, Vitals before) {
    long end = System.nanoTime() + SETTLE.toNanos();
    Vitals now = Lab.vitals(server);
    while (System.nanoTime() - end < 0
        && (now.descriptors() > before.descriptors() || now.threads() > before.threads())) {
      Lab.pause(LOOK);
      now = Lab.vitals(server);
    }
    return now;
  }

  /** Returns how many connections broke. */
  private static int connect(ServerProcess server, int count) {
    var next = new AtomicInteger();
    var broken = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_A_TIME; i++) {
        threads.execute(() -> {
          for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
            try {
              converse(server, n % WITH_FIN == 0);
            } catch (Violation | KitFailure e) {
              broken.incrementAndGet();
            }
          }
        });
      }
    }
    return broken.get();
  }

  private static void converse(ServerProcess server, boolean withFin) {
    try (Client client = Client.connect(server.address(), Lab.PATIENCE)) {
      client.send(REQUESTS).expect(ANSWERS);
      if (withFin) {
        client.expectEndAfterFinish();
      } else {
        client.reset();
      }
    }
  }
}
