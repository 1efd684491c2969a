package hexline.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * <b>asyncio:</b> {@code start_server}, {@code await reader.read()}, {@code await writer.drain()}.
 *
 * <p><b>Java:</b> a hexline server on {@link AwaitLoop}, a loop from scratch: one thread for all
 * clients, and a task per client that reads from top to bottom. A non-blocking read without input
 * returns 0 at once; the task then yields until the selector reports that the channel is ready.
 *
 * <p><b>Use it</b> to see what {@code await} does in a server. A server for use has the same text
 * on a virtual thread per client, and the JDK's pollers in place of this loop.
 *
 * <p><b>What goes wrong:</b> one call that blocks. A read from a channel in blocking mode suspends
 * the thread of the loop, so all clients wait for one.
 *
 * @param loop the loop whose thread serves all clients
 */
public record AwaitLoopServer(AwaitLoop loop) {

  /** Serves for as long as the loop runs; written as for a thread per client. */
  public void serve(ServerSocketChannel listener) throws IOException {
    listener.configureBlocking(false);
    while (true) {
      SocketChannel client = listener.accept();
      if (client == null) {
        loop.await(listener, SelectionKey.OP_ACCEPT);
      } else {
        var _ = loop.start(() -> serve(client));
      }
    }
  }

  private void serve(SocketChannel client) throws IOException {
    try (client) {
      client.configureBlocking(false);
      var codec = new HexCodec();
      var in = ByteBuffer.allocate(4096);
      var out = ByteBuffer.allocate(4096);
      int n;
      do {
        n = read(client, in);
        in.flip();
        boolean more;
        do {
          more = codec.answer(in, out, n < 0);
          write(client, out.flip());
          out.clear();
        } while (more);
        in.compact();
      } while (n >= 0);
    }
  }

  // @start region=read
  private int read(SocketChannel channel, ByteBuffer in) throws IOException {
    int n;
    while ((n = channel.read(in)) == 0) {
      loop.await(channel, SelectionKey.OP_READ);
    }
    return n;
  }

  // @end region=read

  private void write(SocketChannel channel, ByteBuffer out) throws IOException {
    while (channel.write(out) >= 0 && out.hasRemaining()) {
      loop.await(channel, SelectionKey.OP_WRITE);
    }
  }

  private String ask(SocketChannel server, String number) throws IOException {
    write(server, UTF_8.encode(number + "\n"));
    var answer = ByteBuffer.allocate(HexCodec.MAX_ANSWER);
    do {
      read(server, answer);
    } while (answer.get(answer.position() - 1) != '\n');
    return UTF_8.decode(answer.flip()).toString().strip();
  }

  public static void main(String[] args) throws IOException {
    var loop = new AwaitLoop();
    loop.run(new AwaitLoopServer(loop)::demonstrate);
  }

  private void demonstrate() throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var listener = ServerSocketChannel.open().bind(loopback);
        var silent = SocketChannel.open(listener.getLocalAddress());
        var other = SocketChannel.open(listener.getLocalAddress())) {
      silent.configureBlocking(false);
      other.configureBlocking(false);
      var _ = loop.start(() -> serve(listener));
      String thread = Thread.currentThread().getName();
      System.out.println("a server and its two clients, all on the thread " + thread + ":");
      System.out.println("  one client is silent, and the others are served");
      for (String number : List.of("4312", "-5", "twelve")) {
        System.out.println("  the other sends " + number + ": " + ask(other, number));
      }
      System.out.println("  the silent one sends 1234: " + ask(silent, "1234"));
    }
  }
}
