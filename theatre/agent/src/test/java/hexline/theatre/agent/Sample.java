package hexline.theatre.agent;

import java.net.InetSocketAddress;

/** Has the methods of a client's log, to be watched. */
public final class Sample implements Runnable {

  final InetSocketAddress address = new InetSocketAddress("127.0.0.1", 4711);
  private long sum;

  /** Works, and ends well. */
  public void connected() {
    for (int i = 0; i < 10; i++) {
      sum += i % 2 == 0 ? i : -i;
    }
  }

  /** Gives a result of two slots. */
  public long read(int bytes) {
    sum += bytes;
    return sum;
  }

  /** Fails, but for nothing. */
  public boolean wrote(int bytes) {
    if (bytes > 0) {
      throw new IllegalArgumentException("wrote " + bytes);
    }
    return true;
  }

  /** Calls another one that is watched. */
  public String closed() {
    connected();
    return "closed";
  }

  @Override
  public void run() {
    connected();
    sum = 0;
    if (read(5) != 5 || !closed().equals("closed")) {
      throw new IllegalStateException("the probes change results");
    }
    wrote(7);
  }
}
