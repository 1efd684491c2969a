package hexline.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that counts bytes and does not parse them: it takes every request for a line with {@link
 * #NUMBER}. The rate that the engine reaches against it is the engine's ceiling, with the kernel's
 * work included. It has one event loop or several: with too few, the ceiling would be the null
 * server's. The first loop accepts, and gives the connections to all in turn.
 */
public final class NullServer {

  /** The only number that it can answer. */
  public static final long NUMBER = 4312;

  private static final int REQUEST_LENGTH = "4312\n".length();
  private static final byte[] ANSWER = "0x10d8\n".getBytes(ISO_8859_1);
  private static final int MOST_ANSWERS = 8192; // in one write

  private final Selector selector = Selector.open();
  private final ByteBuffer in = ByteBuffer.allocateDirect(MOST_ANSWERS * REQUEST_LENGTH);
  private final ByteBuffer out = ByteBuffer.allocateDirect(MOST_ANSWERS * ANSWER.length);

  private NullServer() throws IOException {
    while (out.hasRemaining()) {
      out.put(ANSWER);
    }
  }

  /** State of a client. */
  private static final class Client {
    int partial; // bytes of a request that is not complete
  }

  /**
   * Event loops of a null server: as many as there are processors beside those of the load threads,
   * and no fewer than load threads.
   *
   * @param processors that the server may use; the load threads use them, too, unless they are
   *     pinned
   * @param threads load threads
   */
  public static int loops(int processors, int threads) {
    return Math.max(threads, processors - threads);
  }

  /**
   * Serves on a free loopback port until it is killed.
   *
   * @param args the number of event loops; one if there is none
   */
  public static void main(String[] args) throws IOException {
    int count = args.length == 0 ? 1 : Integer.parseInt(args[0]);
    var loops = new ArrayList<NullServer>();
    for (int i = 0; i < count; i++) {
      loops.add(new NullServer());
    }
    NullServer first = loops.getFirst();
    var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 4096);
    listener.configureBlocking(false);
    listener.register(first.selector, SelectionKey.OP_ACCEPT, new Acceptor(listener, loops));
    var address = (InetSocketAddress) listener.getLocalAddress();
    System.out.println( // joined, not formatted: the digits must not follow the locale
        "null-server listening on 127.0.0.1:"
            + address.getPort()
            + " (pid "
            + ProcessHandle.current().pid()
            + ")");
    for (int i = 1; i < count; i++) {
      Thread.ofPlatform().name("event-loop-" + (i + 1)).start(loops.get(i)::run);
    }
    first.run();
  }

  private void run() {
    while (true) {
      try {
        selector.select(this::handle);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void handle(SelectionKey key) {
    try {
      if (key.attachment() instanceof Acceptor acceptor) {
        acceptor.accept();
      } else {
        answer(key);
      }
    } catch (IOException e) {
      key.cancel();
      close(key);
    }
  }

  /** Accepts connections for all event loops. */
  private static final class Acceptor {
    private final ServerSocketChannel listener;
    private final List<NullServer> loops;
    private int next;

    Acceptor(ServerSocketChannel listener, List<NullServer> loops) {
      this.listener = listener;
      this.loops = loops;
    }

    void accept() throws IOException {
      for (SocketChannel client; (client = listener.accept()) != null; ) {
        client.configureBlocking(false);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Selector selector = loops.get(next).selector;
        client.register(selector, SelectionKey.OP_READ, new Client());
        selector.wakeup(); // a selection that has begun does not see it
        next = (next + 1) % loops.size();
      }
    }
  }

  private void answer(SelectionKey key) throws IOException {
    var channel = (SocketChannel) key.channel();
    var client = (Client) key.attachment();
    int length = channel.read(in.clear());
    if (length < 0) {
      channel.close();
      return;
    }
    int bytes = client.partial + length;
    client.partial = bytes % REQUEST_LENGTH;
    out.clear().limit(bytes / REQUEST_LENGTH * ANSWER.length);
    while (out.hasRemaining()) {
      channel.write(out); // 56 KiB at most, and clients of the bench always read
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
