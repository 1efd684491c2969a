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
 * its carrier while the kernel reads a file; from a disk that takes little time. From a pipe or a
 * network file system it may take long: there a platform thread reads, and the virtual thread waits
 * for that thread.
 *
 * <p><b>Use it</b> for files that are not on a local disk: pipes, devices, network file systems.
 *
 * <p><b>What goes wrong:</b> when as many virtual threads as there are carriers read from empty
 * pipes, no other virtual thread of the program runs. {@code AsynchronousFileChannel} does not
 * help: like aiofiles it is a thread pool, except on Windows. An interrupt does not end a read of
 * {@code Files.newBufferedReader} either, so the reading thread may outlive {@code close}; it has
 * to be a daemon.
 */
public final class FileLines implements AutoCloseable {

  private final Path file;
  private final ExecutorService reading =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("file-lines").daemon().factory());
  private @Nullable BufferedReader reader; // used by the reading thread only

  /** Reads a file on a platform thread of its own, which also opens it, with the first line. */
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
   * Waits for the next line; null after the last one. A virtual thread that waits leaves its
   * carrier. If it is interrupted, the line that is being read is lost.
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

  /** Returns at once; the reading thread closes the file when its current read has ended. */
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

  /** A way to read the first line of a file. */
  interface LineReader {
    @Nullable String readLine(Path file) throws Exception;
  }

  /** Whether other virtual threads run in time while one per carrier reads from an empty pipe. */
  static boolean othersRun(LineReader reader, Duration time)
      throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("file-lines");
    var pipe = folder.resolve("pipe");
    if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
      throw new IOException("mkfifo has failed");
    }
    try (var writer =
        new RandomAccessFile(pipe.toFile(), "rw")) { // without a writer, opening a pipe blocks
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
      // For a second: that the readers have reached their read cannot be seen from here.
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
    System.out.println("on each of " + carriers() + " carriers a virtual thread reads a line");
    System.out.println("of an empty pipe; do other virtual threads run?");
    show("reading on virtual threads", FileLines::readLine);
    show("reading on platform threads", FileLines::readLineElsewhere);
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
      System.out.println("  cannot be shown here: " + e.getMessage()); // there is no mkfifo
    }
  }
}
