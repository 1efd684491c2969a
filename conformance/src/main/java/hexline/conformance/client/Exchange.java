package hexline.conformance.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A connection that may break at any time. One thread sends what it is given, another one keeps
 * what arrives, so that neither waits for the other. It judges nothing: {@link Answers} does.
 */
public final class Exchange implements AutoCloseable {

  /** How the server has ended its sending half. */
  public enum Ending {
    /** Not at all, or nobody has looked. */
    NONE,
    FIN,
    RESET
  }

  private interface Action {
    void run() throws IOException, InterruptedException;
  }

  private final Client client;
  private final Socket socket;
  private final BlockingQueue<Action> actions = new LinkedBlockingQueue<>();
  private final Thread sender = Thread.ofVirtual().unstarted(this::send);
  private final Thread receiver = Thread.ofVirtual().unstarted(this::receive);

  private final ByteArrayOutputStream received = new ByteArrayOutputStream(); // guarded by this
  private Ending ending = Ending.NONE; // guarded by this
  private boolean reads = true; // guarded by this

  /**
   * Takes over a connection.
   *
   * @param client that nobody else uses from now on, except to close it
   */
  public Exchange(Client client) {
    this.client = client;
    this.socket = client.socket();
    sender.start();
    receiver.start();
  }

  /** Sends the bytes after all that it was given before. */
  public Exchange send(byte[] bytes) {
    client.noteFraming(bytes, 1);
    actions.add(() -> socket.getOutputStream().write(bytes));
    return this;
  }

  /** Sends nothing for this time, after all that it was given before. */
  public Exchange pause(Duration time) {
    actions.add(() -> Thread.sleep(time));
    return this;
  }

  /** Sends FIN after all that it was given before. */
  public Exchange finish() {
    actions.add(socket::shutdownOutput);
    return this;
  }

  /** Ends the connection with RST, whether or not all has been sent. */
  public void reset() {
    client.reset();
  }

  /** Receives nothing from now on, except for what it already waits for. */
  public synchronized void stopReading() {
    reads = false;
  }

  /** Receives again. */
  public synchronized void readOn() {
    reads = true;
    notifyAll();
  }

  /** Waits until so many bytes have arrived, the connection has ended, or no byte comes in time. */
  public void awaitBytes(int count) {
    await(() -> received.size() >= count);
  }

  /** Waits until the connection has ended, or no byte comes in time. */
  public Ending awaitEnding() {
    await(() -> false);
    return ending();
  }

  /** How the server has ended its sending half so far. */
  public synchronized Ending ending() {
    return ending;
  }

  /** An ending in words; for {@link Ending#NONE} how long no byte has come. */
  String describe(Ending end) {
    return switch (end) {
      case NONE -> "nothing for " + client.timeout().toMillis() + " ms";
      case FIN -> "FIN";
      case RESET -> "a reset";
    };
  }

  /** All bytes that have arrived. */
  public synchronized byte[] received() {
    return received.toByteArray();
  }

  private synchronized void await(BooleanSupplier done) {
    long patience = client.timeout().toNanos();
    long last = System.nanoTime();
    int before = received.size();
    while (!done.getAsBoolean() && ending == Ending.NONE) {
      long left = patience - (System.nanoTime() - last);
      if (left <= 0) {
        return;
      }
      try {
        wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Violation("the case was interrupted");
      }
      if (received.size() != before) {
        before = received.size();
        last = System.nanoTime();
      }
    }
  }

  private void send() {
    try {
      while (true) {
        actions.take().run();
      }
    } catch (IOException | InterruptedException e) {
      // The connection has ended, which the receiver notes, or is closed.
    }
  }

  private void receive() {
    Ending last = Ending.RESET;
    try {
      InputStream input = socket.getInputStream();
      byte[] buffer = new byte[16 * 1024];
      awaitPermission();
      for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
        keep(buffer, n);
        awaitPermission();
      }
      last = Ending.FIN;
    } catch (IOException | InterruptedException e) {
      // A reset, or the exchange is closed.
    }
    end(last);
  }

  private synchronized void awaitPermission() throws InterruptedException {
    while (!reads) {
      wait();
    }
  }

  private synchronized void keep(byte[] bytes, int length) {
    received.write(bytes, 0, length);
    notifyAll();
  }

  private synchronized void end(Ending last) {
    ending = last;
    notifyAll();
  }

  @Override
  public void close() {
    client.close();
    sender.interrupt();
    receiver.interrupt();
  }
}
