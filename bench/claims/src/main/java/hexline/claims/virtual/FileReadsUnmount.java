package hexline.claims.virtual;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.trial.Child;
import hexline.claims.trial.Linux;
import hexline.claims.trial.OneCarrier;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lets a virtual thread read from a named pipe that has no data, in a JVM with one carrier. */
public final class FileReadsUnmount {

  private static final Figure FILE =
      Figure.yesNo("file", "another thread runs while one waits in a read of a file");
  private static final Figure SOCKET =
      Figure.yesNo("socket", "another thread runs while one waits in a read of a socket");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "file-reads-unmount",
          Said.ofVirtualThreads("many introductions"),
          "A virtual thread that waits for a file gives its carrier away.",
          new Prediction(
              ClaimVerdict.FAILS,
              "The kernel has no readiness for files, and since JDK 23 the scheduler adds no"
                  + " carrier for such a read."),
          Rule.of(FILE.always(), FILE.never()),
          List.of(SOCKET),
          "In a JVM with one carrier, a second virtual thread ran while the first one waited for"
              + " data of a named pipe in {file} trials, and for data of a socket in {socket}.",
          """
          A socket can be watched by epoll, so the JDK parks the virtual thread and reads later. A
          read of a file is one blocking system call that keeps the carrier. On a disk that takes
          microseconds and nobody notices. It matters where a file can be silent for long: a named
          pipe, the output of a process, standard input, a network file system.
          """,
          Duration.ofSeconds(8),
          FileReadsUnmount::run);

  private static final int TRIALS = 3;

  private FileReadsUnmount() {}

  private static void run(Evidence evidence) throws IOException, NotTested, InterruptedException {
    Linux.requireProgram("mkfifo");
    Path folder = Files.createTempDirectory("hexline-claims");
    Path pipe = folder.resolve("pipe");
    try {
      Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
      if (!made.waitFor(10, TimeUnit.SECONDS) || made.exitValue() != 0) {
        throw new NotTested("mkfifo could not make a named pipe");
      }
      Child.Report report = Child.java(Inside.class, OneCarrier.FLAGS, pipe.toString());
      evidence.addAll(FILE, report.values("file"));
      evidence.addAll(SOCKET, report.values("socket"));
    } finally {
      Files.deleteIfExists(pipe);
      Files.delete(folder);
    }
  }

  /** The program of the JVM with one carrier. */
  static final class Inside {
    public static void main(String[] args) throws Exception {
      // Opened for reading and writing, so that opening does not wait for the other side.
      try (var pipe = new RandomAccessFile(args[0], "rw")) {
        for (int i = 0; i < TRIALS; i++) {
          Child.print("file", ofPipe(pipe));
          Child.print("socket", ofSocket());
        }
      }
    }

    private static boolean ofPipe(RandomAccessFile pipe) throws Exception {
      return OneCarrier.secondRuns(
          entered -> {
            entered.countDown();
            if (pipe.read() < 0) {
              throw new IllegalStateException("the pipe has ended");
            }
          },
          () -> pipe.write(1));
    }

    private static boolean ofSocket() throws Exception {
      try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          var client = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
          var accepted = listener.accept()) {
        return OneCarrier.secondRuns(
            entered -> {
              entered.countDown();
              if (client.getInputStream().read() < 0) {
                throw new IllegalStateException("the connection has ended");
              }
            },
            () -> accepted.getOutputStream().write(1));
      }
    }
  }
}
