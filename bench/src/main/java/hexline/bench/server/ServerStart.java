package hexline.bench.server;

import hexline.process.ChildProcess;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server's process from its start until it listens, and what it has printed if it does not.
 *
 * @param label of the server
 */
record ServerStart(String label, ChildProcess process) {

  private static final Duration LIMIT = Duration.ofSeconds(60); // a machine may be busy
  private static final int LAST_LINES = 5;
  private static final int POLL_MILLIS = 5;

  /**
   * Waits for the line in which the server says where it listens.
   *
   * @throws IOException if it ends, prints another line first, or none within 60 s
   */
  InetSocketAddress awaitAnnouncement() throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (process.output().firstLine().isEmpty()) {
      if (!process.isAlive()) {
        throw failure(process.ending() + " before it listened");
      }
      if (System.nanoTime() - end > 0) {
        throw failure("printed no line with 'listening on' within " + LIMIT.toSeconds() + " s");
      }
      pause();
    }
    try {
      return Announcement.address(process.output().firstLine().orElseThrow());
    } catch (IOException e) {
      throw failure(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Connects again and again until the port accepts.
   *
   * @throws IOException if the process ends or does not listen within 60 s
   */
  InetSocketAddress awaitListening(int port) throws IOException {
    var address = new InetSocketAddress("127.0.0.1", port);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (process.isAlive()) {
      if (accepts(address) && process.isAlive()) {
        return address;
      }
      if (System.nanoTime() - end > 0) {
        throw failure("did not listen on its {port} within " + LIMIT.toSeconds() + " s");
      }
      pause();
    }
    throw failure(process.ending() + " before it listened");
  }

  /** An error is this process's own: it has no descriptor or port for the connection. */
  private static boolean accepts(InetSocketAddress address) throws IOException {
    try (var probe = new Socket()) {
      probe.setTcpNoDelay(true); // which creates the socket
      try {
        probe.connect(address, 1000);
        return true;
      } catch (BindException e) {
        throw e;
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** An error about the server, with the last lines that it has printed. */
  IOException failure(String what) {
    if (!process.isAlive()) {
      process.kill(); // its family holds the pipes open
      awaitLastLines();
    }
    List<String> lines =
        Stream.of(process.output(), process.errors())
            .flatMap(output -> output.lastLines(LAST_LINES).stream())
            .toList();
    String printed = lines.isEmpty() ? "" : ": " + String.join(" | ", lines);
    return new IOException(label + " " + what + printed);
  }

  private void awaitLastLines() {
    try {
      process.output().awaitEnd();
      process.errors().awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted while it started");
    }
  }
}
