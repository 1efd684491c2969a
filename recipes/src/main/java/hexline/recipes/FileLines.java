package hexline.recipes;

import hexline.recipes.shared.EmptyPipes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  // @start region=next
  /**
   * Waits for the next line; null after the last one. A virtual thread that waits leaves its
   * carrier. If it is interrupted, the line that is being read is lost.
   */
  public @Nullable String next() throws InterruptedException, ExecutionException {
    return reading.submit(this::read).get();
  }

  // @end region=next

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
    EmptyPipes.show(
        "reading on virtual threads",
        pipe -> {
          try (var lines = Files.newBufferedReader(pipe)) {
            return lines.readLine();
          }
        });
    EmptyPipes.show(
        "reading on platform threads",
        pipe -> {
          try (var lines = new FileLines(pipe)) {
            return lines.next();
          }
        });
  }
}
