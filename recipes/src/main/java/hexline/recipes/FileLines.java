package hexline.recipes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * <b>asyncio:</b> {@code async with aiofiles.open(name) as file: async for line in file}.
 *
 * <p><b>Java:</b> for a file on a disk, {@link BufferedReader} and a loop. A virtual thread keeps
 * its carrier while the kernel reads, which is short. Where it may be long, as for a pipe or a file
 * system on the network, a platform thread reads, and the virtual thread waits for that one.
 *
 * <p><b>Use it</b> for what is called a file and behaves like a peer.
 *
 * <p><b>What goes wrong:</b> as many virtual threads as there are carriers, each reading a pipe
 * with nothing in it, stop every virtual thread of the program. No asynchronous read comes to help:
 * {@code AsynchronousFileChannel}, like aiofiles, is a thread pool, except on Windows. Nor does an
 * interrupt end a read of {@code Files.newBufferedReader}: the thread that reads is given up, so it
 * must be a daemon.
 */
public final class FileLines implements AutoCloseable {

  private final Path file;
  private final ExecutorService reading =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("file-lines").daemon().factory());
  private @Nullable BufferedReader reader; // of the reading thread alone

  /** Reads a file on a platform thread of its own; the first line waits until it is open, too. */
  public FileLines(Path file) {
    this.file = file;
  }

  private @Nullable String read() throws IOException {
    if (reader == null) {
      reader = Files.newBufferedReader(file);
    }
    return reader.readLine();
  }

  // @start region=lines
  /**
   * Waits for the next line; null after the last one. A virtual thread leaves its carrier. If it is
   * interrupted, the line that was being read is lost.
   */
  public @Nullable String next() throws InterruptedException, ExecutionException {
    return reading.submit(this::read).get();
  }

  /** The same as a future. */
  public CompletableFuture<@Nullable String> nextAsync() {
    var line = new CompletableFuture<@Nullable String>();
    reading.execute(() -> {
      try {
        line.complete(read());
      } catch (Throwable e) {
        line.completeExceptionally(e);
      }
    });
    return line;
  }

  // @end region=lines

  /** Does not wait: a read that is going on ends in its own time, and then the file is closed. */
  @Override
  public void close() {
    var _ =
        reading.submit(() -> {
          if (reader != null) {
            reader.close();
          }
          return null;
        });
    reading.shutdown();
  }

  /** Some way to get a line. */
  interface LineReader {
    @Nullable String readLine(Path file) throws Exception;
  }

  /** Whether others run in time, while on each carrier a virtual thread waits for a line of a pipe. */
  static boolean othersRun(LineReader reader, Duration time)
      throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("file-lines");
    var pipe = folder.resolve("pipe");
    if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
      throw new IOException("mkfifo has failed");
    }
    try (var writer = new RandomAccessFile(pipe.toFile(), "rw")) { // or to open would be to wait
      var begun = new CountDownLatch(carriers());
      var ended = new CountDownLatch(carriers());
      for (int i = 0; i < carriers(); i++) {
        Thread.startVirtualThread(() -> {
          begun.countDown();
          try {
            reader.readLine(pipe);
          } catch (Exception e) {
            System.out.println("could not read: " + e);
          }
          ended.countDown();
        });
      }
      begun.await();
      boolean othersRun = true;
      // For a second, as the readers take a moment to come to the pipe.
      for (int i = 0; i < 100 && othersRun; i++) {
        var other = new CountDownLatch(1);
        Thread.startVirtualThread(other::countDown);
        othersRun = other.await(time.toNanos(), NANOSECONDS);
        Thread.sleep(10);
      }
      while (!ended.await(10, MILLISECONDS)) {
        writer.writeBytes("a line at last\n");
      }
      return othersRun;
    } finally {
      Files.deleteIfExists(pipe);
      Files.delete(folder);
    }
  }

  private static int carriers() {
    int processors = Runtime.getRuntime().availableProcessors();
    return Integer.getInteger("jdk.virtualThreadScheduler.parallelism", processors);
  }

  public static void main(String[] args) throws Exception {
    System.out.println("a file, line by line:");
    var file = Files.createTempFile("file-lines", ".txt");
    try (var lines = new FileLines(file)) {
      Files.writeString(file, "one\ntwo\nthree\n");
      for (String line = lines.next(); line != null; line = lines.next()) {
        System.out.println("  " + line);
      }
    } finally {
      Files.delete(file);
    }
    System.out.println("on each of " + carriers() + " carriers a virtual thread waits for a line");
    System.out.println("of a pipe with nothing in it; do other virtual threads run?");
    show("reading themselves", FileLines::readLine);
    show("letting platform threads read", FileLines::readLineElsewhere);
  }

  private static @Nullable String readLine(Path file) throws IOException {
    try (var lines = Files.newBufferedReader(file)) {
      return lines.readLine();
    }
  }

  private static @Nullable String readLineElsewhere(Path file) throws Exception {
    try (var lines = new FileLines(file)) {
      return lines.next();
    }
  }

  private static void show(String how, LineReader reader) throws InterruptedException {
    try {
      boolean run = othersRun(reader, Duration.ofSeconds(2));
      System.out.println("  " + how + ": " + (run ? "yes" : "no, not in 2 s"));
    } catch (IOException e) {
      System.out.println("  not to be seen here: " + e.getMessage()); // there is no mkfifo
    }
  }
}
