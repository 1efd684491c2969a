package hexline.ask;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.cli.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection. {@link #run} is for a thread of its own, which waits in {@code read} and {@code
 * write}; {@link #look} is for another one, which sees that it waits. All else is thread-safe, too.
 */
final class Client implements Runnable {

  private static final String NUMBER = "0x"; // how an answer to a request of ours begins
  private static final int LONGEST_ANSWER = 4096; // characters that are printed
  private static final int BATCH = 8192; // bytes of a write
  private static final long SLOW_WRITE = TimeUnit.SECONDS.toNanos(1);

  /** What a client waits for. */
  private enum Awaited {
    CONNECTION("a connection"),
    ROOM("room to send"),
    ANSWER("an answer"),
    NOTHING("nothing");

    private final String words;

    Awaited(String words) {
      this.words = words;
    }
  }

  private final int number;
  private final int clients;
  private final Plan plan;
  private final Clock clock;
  private @Nullable SocketChannel channel; // guarded by this
  private volatile Awaited awaited = Awaited.CONNECTION;
  private volatile long since = System.nanoTime(); // when it began to wait for it
  private volatile boolean connected;
  private volatile boolean overdue; // look has closed the channel
  private volatile boolean content;
  private volatile @Nullable String failure; // to connect
  private boolean told; // that a write waits; by look only
  private final AtomicInteger sent = new AtomicInteger(); // lines
  private final AtomicInteger answered = new AtomicInteger();

  /**
   * @param number its own, from 1
   * @param clients how many there are
   */
  Client(int number, int clients, Plan plan, Clock clock) {
    this.number = number;
    this.clients = clients;
    this.plan = plan;
    this.clock = clock;
  }

  /** Sends the request for a connection, and does not wait for it. */
  synchronized void connect(InetSocketAddress address) {
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.connect(address);
    } catch (IOException e) {
      failure = reason(e);
    }
  }

  /** Whether it has been connected, even if it is no more. */
  boolean hasConnected() {
    return connected;
  }

  /** Whether it has tried to connect, with or without success. */
  boolean hasTried() {
    return connected || failure != null || overdue;
  }

  /** Whether it was connected for as long, and got as many answers, as it was to. */
  boolean isContent() {
    return content;
  }

  @Override
  public void run() {
    SocketChannel open;
    synchronized (this) {
      open = channel;
    }
    if (open == null || failure != null) {
      say(String.valueOf(failure));
      return;
    }
    try (open) {
      open.configureBlocking(true);
      open.finishConnect(); // waits for the server's kernel
      connected = true;
      if (plan.isSilent()) {
        stay(open);
      } else if (plan.pipelined()) {
        pipeline(open);
      } else {
        converse(open);
      }
    } catch (IOException e) {
      if (!overdue) {
        failure = connected ? reason(e) + missing() : reason(e);
        say(failure);
      }
    }
  }

  private void stay(SocketChannel open) throws IOException {
    await(Awaited.NOTHING);
    open.socket().setSoTimeout((int) plan.stay().toMillis());
    try {
      String line = reader(open).readLine(); // as nothing was sent, it can only be a refusal
      say(line == null ? "the server closed the connection" : cut(line));
    } catch (SocketTimeoutException e) {
      content = true;
    }
  }

  private void converse(SocketChannel open) throws IOException {
    BufferedReader reader = reader(open);
    boolean converted = true;
    for (int i = 0; i < plan.lines(); i++) {
      int request = request(i);
      send(open, ByteBuffer.wrap(line(request)));
      sent.incrementAndGet();
      String answer = answer(reader);
      if (answer == null) {
        say(request + " -> closed without an answer");
        return;
      }
      say(request + " -> " + cut(answer));
      answered.incrementAndGet();
      converted &= answer.startsWith(NUMBER);
    }
    content = converted;
  }

  private void pipeline(SocketChannel open) throws IOException {
    var batch = ByteBuffer.allocate(BATCH);
    int batched = 0;
    for (int i = 0; i < plan.lines(); i++) {
      byte[] line = line(request(i));
      if (batch.remaining() < line.length) {
        send(open, batch.flip());
        sent.addAndGet(batched);
        batched = 0;
        batch.clear();
      }
      batch.put(line);
      batched++;
    }
    send(open, batch.flip());
    sent.addAndGet(batched);
    await(Awaited.NOTHING);
    say("sent " + counted(sent.get(), "line") + ", and has read no answer");
    sleep();
    BufferedReader reader = reader(open);
    String last = "";
    while (answered.get() < plan.lines()) {
      String answer = answer(reader);
      if (answer == null) {
        say("closed" + missing());
        return;
      }
      answered.incrementAndGet();
      last = answer;
    }
    say(answered.get() + " answers, the last one " + cut(last));
    content = last.startsWith(NUMBER);
  }

  private void sleep() {
    try {
      Thread.sleep(plan.stay());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the next read fails
    }
  }

  private void send(SocketChannel open, ByteBuffer bytes) throws IOException {
    await(Awaited.ROOM);
    while (bytes.hasRemaining()) {
      open.write(bytes); // waits until the kernel has room
    }
  }

  private @Nullable String answer(BufferedReader reader) throws IOException {
    await(Awaited.ANSWER);
    return reader.readLine();
  }

  private void await(Awaited what) {
    since = System.nanoTime();
    awaited = what;
  }

  private static BufferedReader reader(SocketChannel open) throws IOException {
    return new BufferedReader(new InputStreamReader(open.socket().getInputStream(), UTF_8));
  }

  private int request(int round) {
    return number + round * clients;
  }

  private static byte[] line(int request) {
    return (request + "\n").getBytes(UTF_8);
  }

  /**
   * Says once that a write has waited for long, and ends the connection if it has waited for too
   * long. To be called by one thread again and again.
   *
   * @param now from {@link System#nanoTime}
   * @param longest nanoseconds that it may wait
   */
  void look(long now, long longest) {
    Awaited what = awaited;
    long waited = now - since;
    if (what == Awaited.NOTHING || content || failure != null || overdue) {
      return;
    }
    if (what == Awaited.ROOM && waited > SLOW_WRITE && !told) {
      told = true;
      say("its write waits, after " + counted(sent.get(), "line") + ": the server reads no more");
    }
    if (waited > longest) {
      overdue = true;
      say(
          "gave up after %s s without %s%s"
              .formatted(
                  TimeUnit.NANOSECONDS.toSeconds(longest),
                  what.words,
                  what == Awaited.CONNECTION ? "" : missing()));
      close();
    }
  }

  private synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It is of no use any more.
    }
  }

  private String missing() {
    return plan.isSilent()
        ? ""
        : ", with %s sent and %s read"
            .formatted(counted(sent.get(), "line"), counted(answered.get(), "answer"));
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private void say(String what) {
    clock.print("client " + number + ": " + what);
  }

  private static String cut(String line) {
    return Printable.of(line.substring(0, Math.min(line.length(), LONGEST_ANSWER)));
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case ConnectException _ when message.contains("refused") ->
          "connection refused: nothing listens there";
      case ClosedChannelException _ -> "closed";
      case IOException _ when message.contains("reset") || message.contains("Broken pipe") ->
          "reset by the server";
      default -> Printable.of(message);
    };
  }
}
