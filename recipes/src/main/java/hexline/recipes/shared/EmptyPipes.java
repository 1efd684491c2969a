package hexline.recipes.shared;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Pipes in which no line comes, and what the other virtual threads do while some read from one. */
public final class EmptyPipes {

  private EmptyPipes() {}

  /** A way to read the first line of a file. */
  public interface LineReader {
    /** Waits for the line; null if there is none. */
    @Nullable String readLine(Path file) throws Exception;
  }

  /** Whether other virtual threads run in time while one per carrier reads from an empty pipe. */
  public static boolean othersRun(LineReader reader, Duration time)
      throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("empty-pipes");
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

  /** Prints whether other virtual threads run while this one reads, on each carrier. */
  public static void show(String how, LineReader reader) throws InterruptedException {
    System.out.println("on each of " + carriers() + " carriers, an empty pipe; " + how + ":");
    try {
      boolean run = othersRun(reader, Duration.ofSeconds(2));
      System.out.println("  other virtual threads run: " + (run ? "yes" : "no, not in 2 s"));
    } catch (IOException e) {
      System.out.println("  cannot be shown here: " + e.getMessage()); // there is no mkfifo
    }
  }
}
