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

/**
 * A server that counts bytes and does not parse them: it takes every request for a line with {@link
 * #NUMBER}. The rate that the engine reaches against it is the engine's ceiling, with the kernel's
 * work included.
 */
public final class NullServer {

  /** The only number that it can answer. */
  public static final long NUMBER = 4312;

  private static final int REQUEST_LENGTH = "4312\n".length();
  private static final byte[] ANSWER = "0x10d8\n".getBytes(ISO_8859_1);
  private static final int MOST_ANSWERS = 8192; // in one write

  private final ByteBuffer in = ByteBuffer.allocateDirect(MOST_ANSWERS * REQUEST_LENGTH);
  private final ByteBuffer out = ByteBuffer.allocateDirect(MOST_ANSWERS * ANSWER.length);

  private NullServer() {
    while (out.hasRemaining()) {
      out.put(ANSWER);
    }
  }

  /** State of a client. */
  private static final class Client {
    int partial; // bytes of a request that is not complete
  }

  /** Serves on a free loopback port until it is killed. */
  public static void main(String[] args) throws IOException {
    var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 4096);
    listener.configureBlocking(false);
    Selector selector = Selector.open();
    listener.register(selector, SelectionKey.OP_ACCEPT);
    var server = new NullServer();
    var address = (InetSocketAddress) listener.getLocalAddress();
    System.out.println( // joined, not formatted: the digits must not follow the locale
        "null-server listening on 127.0.0.1:"
            + address.getPort()
            + " (pid "
            + ProcessHandle.current().pid()
            + ")");
    while (true) {
      selector.select(key -> {
        try {
          if (key.isAcceptable()) {
            accept(listener, selector);
          } else {
            server.answer(key);
          }
        } catch (IOException e) {
          key.cancel();
          close(key);
        }
      });
    }
  }

  private static void accept(ServerSocketChannel listener, Selector selector) throws IOException {
    for (SocketChannel client; (client = listener.accept()) != null; ) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.register(selector, SelectionKey.OP_READ, new Client());
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
