package hexline.conformance.chaos;

import hexline.conformance.chaos.Toxic.Bandwidth;
import hexline.conformance.chaos.Toxic.Latency;
import hexline.conformance.chaos.Toxic.LimitData;
import hexline.conformance.chaos.Toxic.ResetPeer;
import hexline.conformance.chaos.Toxic.Slicer;
import hexline.conformance.chaos.Toxic.SlowClose;
import hexline.conformance.chaos.Toxic.Timeout;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One direction of a proxied connection. A thread reads from the source and stamps what it has read
 * with the time; another one lets the toxics act on it and writes what passes to the sink. Between
 * them is a short queue: when it is full, the source has to wait.
 */
final class Link {

  private static final int CHUNK = 4096; // bytes that one read takes
  private static final int MOST_QUEUED = 16; // chunks
  private static final int PIECES = 100; // a second, when the bandwidth is limited
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Chunk END = new Chunk(new byte[0], 0);

  /** Bytes that were read at a time of {@link System#nanoTime}. */
  private static final class Chunk {
    final byte[] bytes;
    final long time;

    Chunk(byte[] bytes, long time) {
      this.bytes = bytes;
      this.time = time;
    }
  }

  /** What a toxic remembers. Each one has random numbers of its own, so none disturbs another. */
  private static final class Memory {
    final SplittableRandom random;
    int count; // bytes that have passed, or that are left of a piece

    Memory(SplittableRandom random) {
      this.random = random;
    }

    /** A number of nanoseconds from zero to this time. */
    long upTo(Duration time) {
      return random.nextLong(time.toNanos() + 1);
    }
  }

  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  /** What happens to the connection that has this direction. */
  interface Events {

    /** One side has broken the connection, or a toxic has to; returns false if it was over. */
    boolean reset();

    /** This direction carries nothing any more. */
    void over();

    /** A toxic has acted for the first time. */
    void acts(Toxic toxic);
  }

  private final Socket source;
  private final Socket sink;
  private final List<Toxic> toxics;
  private final List<Memory> memories = new ArrayList<>();
  private final Set<Integer> acting = ConcurrentHashMap.newKeySet(); // indices of toxics
  private final Events events;
  private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(MOST_QUEUED);
  private volatile boolean hasEnded; // FIN has passed: nothing passes any more
  private volatile boolean isDry; // the source has sent FIN

  Link(Socket source, Socket sink, List<Toxic> toxics, SplittableRandom random, Events events) {
    this.source = source;
    this.sink = sink;
    this.toxics = toxics;
    this.events = events;
    toxics.forEach(toxic -> memories.add(new Memory(random.split())));
  }

  void start(Executor threads) {
    for (int i = 0; i < toxics.size(); i++) {
      int index = i;
      switch (toxics.get(i)) {
        case Timeout(Duration timeout) when !timeout.isZero() ->
            run(
                threads,
                () -> {
                  Thread.sleep(timeout);
                  cut(index);
                });
        case LimitData(int most) when most == 0 -> run(threads, () -> cut(index));
        default -> {}
      }
    }
    run(threads, () -> read(threads));
    run(threads, this::write);
  }

  private void run(Executor threads, Task task) {
    threads.execute(() -> {
      try {
        task.run();
      } catch (IOException e) {
        events.reset(); // one side has gone, and the other one has to get to know
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the proxy is closed
      }
    });
  }

  /** Whether both its ends have been reached. */
  boolean isOver() {
    return hasEnded && isDry;
  }

  private void acts(int toxic) {
    if (acting.add(toxic)) {
      events.acts(toxics.get(toxic));
    }
  }

  private void read(Executor threads) throws IOException, InterruptedException {
    InputStream input = source.getInputStream();
    byte[] buffer = new byte[CHUNK];
    int n = input.read(buffer);
    startResets(threads);
    for (; n >= 0; n = input.read(buffer)) {
      queue.put(new Chunk(Arrays.copyOf(buffer, n), System.nanoTime()));
    }
    queue.put(END);
  }

  private void startResets(Executor threads) {
    for (int i = 0; i < toxics.size(); i++) {
      int index = i;
      if (toxics.get(i) instanceof ResetPeer(Duration timeout)) {
        run(
            threads,
            () -> {
              Thread.sleep(timeout);
              if (events.reset()) {
                acts(index);
              }
            });
      }
    }
  }

  private void write() throws IOException, InterruptedException {
    for (Chunk chunk = queue.take(); chunk != END; chunk = queue.take()) {
      pass(chunk.bytes, chunk.time, 0);
    }
    for (int i = 0; i < toxics.size(); i++) {
      if (toxics.get(i) instanceof SlowClose(Duration delay)) {
        Thread.sleep(delay);
        if (!hasEnded) {
          acts(i);
        }
      }
    }
    isDry = true;
    if (toxics.stream().noneMatch(Timeout.class::isInstance)) { // its own timer ends it
      end();
    }
    events.over();
  }

  /**
   * Lets the bytes pass the toxics from this one on.
   *
   * @param time at which they were read
   */
  private void pass(byte[] bytes, long time, int from) throws IOException, InterruptedException {
    if (bytes.length == 0) {
      return;
    }
    if (from == toxics.size()) {
      if (!hasEnded) {
        sink.getOutputStream().write(bytes);
      }
      return;
    }
    Memory memory = memories.get(from);
    switch (toxics.get(from)) {
      case Latency(Duration latency, Duration jitter) -> {
        acts(from);
        long shift = memory.upTo(jitter.multipliedBy(2)) - jitter.toNanos();
        sleepUntil(time + latency.toNanos() + shift);
        pass(bytes, time, from + 1);
      }
      case Bandwidth(int rate) -> {
        acts(from);
        int most = Math.max(1, rate / PIECES);
        for (int at = 0; at < bytes.length; at += most) {
          int end = Math.min(at + most, bytes.length);
          TimeUnit.NANOSECONDS.sleep((end - at) * SECOND / rate);
          pass(Arrays.copyOfRange(bytes, at, end), time, from + 1);
        }
      }
      case Slicer slicer -> {
        acts(from);
        slice(bytes, time, from, slicer);
      }
      case LimitData(int most) -> {
        int length = Math.min(most - memory.count, bytes.length);
        memory.count += length;
        pass(Arrays.copyOf(bytes, length), time, from + 1);
        if (memory.count == most) {
          cut(from);
        }
      }
      case Timeout _ -> acts(from);
      case ResetPeer _, SlowClose _ -> pass(bytes, time, from + 1);
    }
  }

  /** The places of the cuts do not depend on how the bytes were read. */
  private void slice(byte[] bytes, long time, int from, Slicer slicer)
      throws IOException, InterruptedException {
    Memory memory = memories.get(from);
    for (int at = 0; at < bytes.length; ) {
      if (memory.count == 0) {
        memory.count =
            slicer.averageSize()
                - slicer.sizeVariation()
                + memory.random.nextInt(2 * slicer.sizeVariation() + 1);
      }
      int end = Math.min(at + memory.count, bytes.length);
      pass(Arrays.copyOfRange(bytes, at, end), time, from + 1);
      memory.count -= end - at;
      at = end;
      if (memory.count == 0) {
        TimeUnit.NANOSECONDS.sleep(memory.upTo(slicer.delay()));
      }
    }
  }

  private static void sleepUntil(long time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time - System.nanoTime());
  }

  /** Ends the direction because a toxic has to. */
  private void cut(int toxic) throws IOException {
    end();
    acts(toxic);
  }

  /** Lets FIN pass, and nothing behind it. */
  private synchronized void end() throws IOException {
    if (!hasEnded) {
      hasEnded = true;
      sink.shutdownOutput();
    }
    events.over();
  }
}
