package hexline.theatre.play;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hexline.theatre.scene.Action;
import hexline.theatre.scene.ClientScript;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One client of a scene while it is played. */
final class ScriptedClient {

  /** Small, so that a client that does not read soon shows; large enough for a burst. */
  private static final int RECEIVE_BUFFER = 128 * 1024;

  private static final int CONNECT_LIMIT_MILLIS = 5000;

  private final int id;
  private final ClientScript script;
  private final InetSocketAddress server;
  private final long start;
  private final Socket socket = new Socket();
  private final Thread actor;
  private final Thread reader;
  private final CountDownLatch mayRead;
  private final CountDownLatch answered = new CountDownLatch(1);

  // Each is written by one of the two threads, and read when that has ended.
  private final List<Play.Batch> batches = new ArrayList<>();
  private final List<Play.Arrival> arrivals = new ArrayList<>();
  private volatile int port;
  private volatile long connectedAt;
  private volatile long endedAt = -1;
  private volatile long readsFrom;
  private volatile @Nullable IOException failure;

  ScriptedClient(int id, ClientScript script, InetSocketAddress server, long start) {
    this.id = id;
    this.script = script;
    this.server = server;
    this.start = start;
    this.mayRead = new CountDownLatch(script.readsAtOnce() ? 0 : 1);
    this.actor = Thread.ofPlatform().name(script.name()).daemon().unstarted(this::act);
    this.reader = Thread.ofPlatform().name(script.name() + " reads").daemon().unstarted(this::read);
  }

  void start() {
    actor.start();
  }

  /** Waits until it has left. */
  void awaitEnd(long deadline) throws InterruptedException {
    actor.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
  }

  /** Makes it leave, if it has not. */
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // The descriptor is closed all the same.
    }
  }

  /**
   * What it has seen, when it has left.
   *
   * @throws IOException if it could not connect
   */
  Play.Client seen() throws IOException, InterruptedException {
    actor.join();
    reader.join();
    IOException failed = failure;
    if (port == 0 && failed != null) {
      throw failed;
    }
    return new Play.Client(
        id,
        script.name(),
        script.does(),
        port,
        connectedAt,
        endedAt < 0 ? null : endedAt,
        batches,
        arrivals,
        readsFrom);
  }

  private void act() {
    try {
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
      socket.setTcpNoDelay(true);
      waitUntil(script.connectMillis());
      connectedAt = now();
      socket.connect(server, CONNECT_LIMIT_MILLIS);
      port = socket.getLocalPort();
      reader.start();
      for (Action action : script.actions()) {
        waitUntil(action.atMillis());
        perform(action);
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      mayRead.countDown();
      close();
    }
  }

  private void perform(Action action) throws IOException, InterruptedException {
    switch (action) {
      case Action.Send send -> {
        byte[] bytes = send.lines().getBytes(US_ASCII);
        batches.add(new Play.Batch(now(), send.count()));
        socket.getOutputStream().write(bytes);
      }
      case Action.Read _ -> {
        readsFrom = now();
        mayRead.countDown();
      }
      case Action.Leave _ -> {
        if (script.lines() > 0) {
          answered.await();
        }
        endedAt = now();
        socket.close();
      }
    }
  }

  private void read() {
    byte[] buffer = new byte[64 * 1024];
    int expected = script.lines();
    int answers = 0;
    try {
      mayRead.await();
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        long at = now();
        for (int i = 0; i < n; i++) {
          answers += buffer[i] == '\n' ? 1 : 0;
        }
        arrivals.add(new Play.Arrival(at, answers));
        if (answers >= expected) {
          answered.countDown();
        }
      }
    } catch (IOException e) {
      // The client has left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      answered.countDown(); // no further answer comes
    }
  }

  private long now() {
    return System.nanoTime() - start;
  }

  private void waitUntil(int millis) {
    long time = start + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
