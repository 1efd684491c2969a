package hexline.async;

import hexline.protocol.HexCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * The first draft of chapter 4, the proactor: a method starts an operation and returns. When the
 * operation is complete, a thread of the JDK calls {@code completed} with its result.
 *
 * <p>{@code read} and {@code write} below start an operation and do not wait for it.
 * Each passes along the method that is to go on with the result: after {@code read} comes
 * {@code answer}, after {@code write} comes the rest of it, or the next {@code read}. At most one
 * operation of a client is under way at any time, so no two threads use an object of this class at
 * once. The main thread only accepts, and there it waits.
 *
 * <p>An object of this class is what the server remembers about one client from one call to the
 * next. What {@link AsyncServer} adds is listed in docs/what-a-draft-costs.md.
 */
// @start region=draft
public final class FirstDraft implements CompletionHandler<Integer, IntConsumer> {

  private final AsynchronousSocketChannel channel;
  private final HexCodec codec = new HexCodec(); // knows the protocol: lines in, answers out
  private final ByteBuffer in = ByteBuffer.allocate(1536); // the longest line (1024 bytes) and more

  // The answer grows most for an empty line: 1 byte becomes 35. So out has room for the answers
  // to everything that fits in, and what codec.answer returns need not be looked at.
  private final ByteBuffer out = ByteBuffer.allocate(35 * in.capacity() + HexCodec.MAX_ANSWER);
  private boolean endOfInput;

  private FirstDraft(AsynchronousSocketChannel channel) {
    this.channel = channel;
  }

  public static void main(String[] args) throws Exception {
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 65432; // --port N
    var listener = AsynchronousServerSocketChannel.open();
    listener.bind(new InetSocketAddress("127.0.0.1", port), 1024);
    var address = (InetSocketAddress) listener.getLocalAddress();
    var place = address.getPort() + " (pid " + ProcessHandle.current().pid() + ")";
    System.out.println("first draft of async-server listening on 127.0.0.1:" + place);
    while (true) {
      Future<AsynchronousSocketChannel> next = listener.accept(); // returns at once
      new FirstDraft(next.get()).read(); // get() waits until a client has connected
    }
  }

  private void read() {
    channel.read(in, this::answer, this); // the attachment is the next step: see completed
  }

  private void answer(int n) { // bytes that were read, or -1: the client has sent its last
    endOfInput = n < 0;
    codec.answer(in.flip(), out.clear(), endOfInput); // all complete lines; there may be none
    in.compact(); // keeps the beginning of the next line
    out.flip();
    write();
  }

  private void write() {
    if (out.hasRemaining()) {
      channel.write(out, n -> write(), this); // it may be complete with a part: then the rest
    } else if (endOfInput) {
      close();
    } else {
      read(); // and not before: no new answers before these have left
    }
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  /** An operation is complete: called by a thread of the JDK. */
  @Override
  public void completed(Integer n, IntConsumer next) {
    next.accept(n);
  }

  /** The connection broke: this client is lost, the server is not. */
  @Override
  public void failed(Throwable failure, IntConsumer next) {
    close();
  }
}

// @end region=draft
