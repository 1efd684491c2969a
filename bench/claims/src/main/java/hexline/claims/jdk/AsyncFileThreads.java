package hexline.claims.jdk;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Child;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Counts the threads that read while several reads of a file are in progress. */
public final class AsyncFileThreads {

  private static final int READS = 6;

  private static final Figure THREADS =
      new Figure("threads", Unit.COUNT, "most threads seen in a read at the same time");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "async-file-threads",
          Said.ofJdk("the name of the class", "recipes"),
          "`AsynchronousFileChannel` needs no thread while it reads.",
          new Prediction(
              ClaimVerdict.FAILS, "On Linux each read is a blocking read on a thread of a pool."),
          Rule.of(THREADS.atMost(0), THREADS.above(0)),
          List.of(),
          "While 6 asynchronous reads of 64 MB were in progress, up to {threads} threads of the"
              + " pool stood in a read.",
          """
          It is what asyncio's libraries for files do, too: a pool of threads behind an interface
          without threads. The caller does not wait, somebody does. A virtual thread that reads the
          file in the ordinary way is easier to read, and costs the same thread for the same time.
          """,
          Duration.ofSeconds(5),
          AsyncFileThreads::run);

  private static final int TRIALS = 4;
  private static final int BYTES = 64 << 20;
  private static final List<String> FLAGS = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=256m");

  private AsyncFileThreads() {}

  private static void run(Evidence evidence) throws IOException {
    evidence.addAll(THREADS, Child.java(Inside.class, FLAGS).values("threads"));
  }

  /** The program of the JVM that reads. */
  static final class Inside {
    public static void main(String[] args)
        throws IOException, InterruptedException, ExecutionException {
      Path file = Files.createTempFile("hexline-claims", ".data");
      try {
        Files.write(file, new byte[BYTES / 16]);
        try (var whole = Files.newByteChannel(file, StandardOpenOption.APPEND)) {
          for (int i = 1; i < 16; i++) {
            whole.write(ByteBuffer.allocate(BYTES / 16));
          }
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        for (int i = 0; i < TRIALS; i++) {
          Child.print("threads", mostReaders(file, buffer));
        }
      } finally {
        Files.delete(file);
      }
    }

    private static int mostReaders(Path file, ByteBuffer buffer)
        throws IOException, InterruptedException, ExecutionException {
      int most = 0;
      try (var channel = AsynchronousFileChannel.open(file, StandardOpenOption.READ)) {
        var reads = new ArrayList<Future<Integer>>();
        for (int i = 0; i < READS; i++) {
          reads.add(channel.read(buffer.duplicate(), 0));
        }
        while (reads.stream().anyMatch(read -> !read.isDone())) {
          most = Math.max(most, readers());
        }
        for (Future<Integer> read : reads) {
          read.get();
        }
      }
      return most;
    }

    private static int readers() {
      int readers = 0;
      for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
        for (StackTraceElement frame : stack) {
          if (frame.getMethodName().startsWith("pread")) {
            readers++;
            break;
          }
        }
      }
      return readers;
    }
  }
}
