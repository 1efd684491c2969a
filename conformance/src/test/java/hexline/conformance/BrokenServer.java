package hexline.conformance;

import hexline.conformance.cases.CaseRun;
import hexline.conformance.client.Wire;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.ref.SoftReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A server with one {@link Flaw}, to test the kit with. It has a virtual thread for each client and
 * a watchdog for the timeouts, and shares no code with the servers of the suite.
 */
final class BrokenServer {

  private static final byte[] TOO_MANY = Wire.lines(CaseRun.TOO_MANY);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LOOK = 5_000; // ns, at a place for a client
  private static final int MANY = 500; // clients
  private static final int MOST_KEPT = 60; // buffers
  private static final long LONGEST_REFUSAL = TimeUnit.SECONDS.toNanos(1);
  private static final int RESERVE = 3 << 20; // bytes
  private static final int SIGTERM_EXIT_CODE = 143;

  final Flaw flaw;
  final Set<BrokenConnection> live = ConcurrentHashMap.newKeySet();
  final BrokenLog log;

  /** Held by a client that sends without a pause, with the flaw that this starves the others. */
  final ReentrantLock turn = new ReentrantLock();

  /** Whether a thread spins, with the flaw that it does. */
  final AtomicBoolean spins = new AtomicBoolean();

  /** What a client has left in its buffer, with the flaw that the next one gets it. */
  final AtomicReference<byte[]> leftOver = new AtomicReference<>(new byte[0]);

  int maxConnections = 10_000;
  long idleNanos = TimeUnit.MINUTES.toNanos(5);
  long writeNanos = TimeUnit.SECONDS.toNanos(10);
  long drainNanos = TimeUnit.SECONDS.toNanos(5);
  boolean verbose;
  volatile boolean draining;
  private volatile long drainBegan; // of the clock

  private volatile long paused; // ns in which the process was stopped
  private volatile long watched = System.nanoTime(); // when watch() has looked for a pause

  private final ServerSocketChannel listener;
  private final Selector selector =
      Selector.open(); // waits for clients and for the end of the listener
  private final AtomicInteger refusing = new AtomicInteger();
  private final AtomicInteger clients = new AtomicInteger(); // since the start
  private final Queue<ByteBuffer> kept = new ConcurrentLinkedQueue<>();
  private SoftReference<byte[]> reserve = new SoftReference<>(null);
  private boolean complained;
  private int inARow; // clients that were accepted without a wait

  private BrokenServer(Flaw flaw, String[] options) throws IOException {
    this.flaw = flaw;
    log = new BrokenLog(flaw);
    for (int i = 2; i < options.length; i++) {
      switch (options[i]) {
        case "--max-connections" -> maxConnections = Integer.parseInt(options[++i]);
        case "--idle-timeout" -> idleNanos = seconds(options[++i]);
        case "--write-timeout" -> writeNanos = seconds(options[++i]);
        case "--backlog" -> i++; // fixed: see bind()
        case "--drain-timeout" -> drainNanos = seconds(options[++i]);
        case "--verbose" -> verbose = true;
        default -> throw new IllegalArgumentException(options[i]);
      }
    }
    serveOne();
    listener = ServerSocketChannel.open();
    switch (flaw) {
      case SHARES_ITS_PORT -> listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      case BINDS_WITHOUT_REUSE -> listener.setOption(StandardSocketOptions.SO_REUSEADDR, false);
      case SERVES_5000_CLIENTS -> maxConnections = Math.min(maxConnections, 5000);
      case ENDS_ON_SECOND_SIGTERM -> haltOnSecondSigterm();
      default -> {}
    }
    listener.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(options[1])), 1024);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * Serves a client of its own before it listens. The first client needs descriptors for class
   * files and for the JDK's poller of virtual threads, which never recovers if it cannot open its
   * own.
   */
  private void serveOne() throws IOException {
    var nearby = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var listening = ServerSocketChannel.open().bind(nearby);
        var client = SocketChannel.open(listening.getLocalAddress())) {
      Thread serving = Thread.ofVirtual().start(new BrokenConnection(this, listening.accept()));
      while (serving.getState() != Thread.State.WAITING && serving.isAlive()) {
        Thread.onSpinWait();
      }
      client.write(ByteBuffer.wrap(Wire.lines("255")));
      InputStream answer = client.socket().getInputStream();
      for (int next = 0; next >= 0 && next != '\n'; next = answer.read()) {}
      client.shutdownOutput();
      serving.join();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private static long seconds(String time) {
    return TimeUnit.SECONDS.toNanos(Long.parseLong(time.replace("s", "")));
  }

  /** The kit's command that starts a server with this flaw. */
  static List<String> command(Flaw flaw) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmn8m", "-Xmx512m"));
    command.addAll(List.of("-cp", "target/test-classes" + File.pathSeparator + "target/classes"));
    command.addAll(List.of(BrokenServer.class.getName(), flaw.name(), "{port}", "{options}"));
    return command;
  }

  /** Arguments: the flaw, the port, options. */
  public static void main(String[] args) throws IOException {
    var server = new BrokenServer(Flaw.valueOf(args[0]), args);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutDown, "shutdown"));
    Thread.ofPlatform().name("watchdog").daemon().start(server::watch);
    server.acceptLoop();
  }

  private void acceptLoop() throws IOException {
    while (listener.isOpen()) {
      try {
        SocketChannel channel = accept();
        if (channel != null) {
          handOver(channel);
        }
      } catch (OutOfMemoryError e) { // no memory or thread for the client
        if (flaw == Flaw.DIES_WITHOUT_THREADS) {
          throw e;
        }
        LockSupport.parkNanos(2 * TICK);
      }
      if (flaw != Flaw.SPINS_WHEN_INTERRUPTED) {
        boolean _ = Thread.interrupted();
      }
    }
  }

  private void handOver(SocketChannel channel) throws IOException {
    try {
      if (live.size() >= maxConnections && flaw != Flaw.IGNORES_MAX_CONNECTIONS) {
        boolean late = flaw == Flaw.FORGETS_REFUSED && inARow >= 4; // so that SIGTERM comes first
        refusing.incrementAndGet();
        Thread.ofVirtual().start(() -> refuse(channel, late));
      } else {
        serve(new BrokenConnection(this, channel));
      }
    } catch (IOException e) { // the client has reset the connection
      channel.close();
    } catch (OutOfMemoryError e) {
      channel.close();
      throw e;
    }
  }

  private void serve(BrokenConnection connection) {
    live.add(connection);
    try {
      Thread serving =
          flaw == Flaw.DIES_WITHOUT_THREADS
              ? Thread.ofPlatform().daemon().start(connection)
              : Thread.ofVirtual().start(connection);
      while (flaw == Flaw.SERVES_ONE_AT_A_TIME && serving.isAlive()) {
        LockSupport.parkNanos(TICK / 10);
      }
    } catch (OutOfMemoryError e) {
      live.remove(connection);
      throw e;
    }
  }

  private @Nullable SocketChannel accept() throws IOException {
    try {
      reserveMemory();
      SocketChannel channel = listener.accept();
      inARow = channel == null ? 0 : inARow + 1;
      if (channel != null) {
        channel.configureBlocking(true);
        restIfBusy();
      } else if (draining) { // the backlog is empty
        stopListening();
      } else {
        selector.select(TimeUnit.NANOSECONDS.toMillis(TICK));
        selector.selectedKeys().clear();
      }
      return channel;
    } catch (ClosedSelectorException e) {
      return null; // closed by the shutdown
    } catch (IOException e) {
      if (listener.isOpen()) {
        complain(e);
      }
      return null;
    }
  }

  /** The collector may take the reserve for those who are served; then the next client waits. */
  private void reserveMemory() {
    if (reserve.get() == null && flaw != Flaw.RESERVES_NO_MEMORY) {
      reserve = new SoftReference<>(new byte[RESERVE]);
    }
  }

  /** Leaves clients in the backlog until SIGTERM comes. */
  private void restIfBusy() {
    if (inARow == 4 && (flaw == Flaw.FORGETS_BACKLOG || flaw == Flaw.DROPS_LINES_ON_SHUTDOWN)) {
      awaitSigterm();
    }
  }

  /** Waits until the shutdown after SIGTERM has begun, for 5 s at most: SIGTERM may not come. */
  void awaitSigterm() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!draining && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TICK);
    }
    LockSupport.parkNanos(20 * TICK);
  }

  private void complain(IOException e) throws IOException {
    if (flaw == Flaw.DIES_WITHOUT_DESCRIPTORS) {
      throw e;
    }
    if (!complained || flaw == Flaw.SHOUTS_WITHOUT_DESCRIPTORS) {
      complained = true;
      log.add(Wire.lines("cannot accept: " + e.getMessage()));
    }
    if (flaw != Flaw.SPINS_WITHOUT_DESCRIPTORS) {
      LockSupport.parkNanos(2 * TICK);
    }
  }

  private void refuse(SocketChannel channel, boolean late) {
    try (channel) {
      if (late) {
        awaitSigterm();
      }
      if (flaw == Flaw.REFUSES_ABRUPTLY) {
        awaitInput(channel);
        channel.write(ByteBuffer.wrap(TOO_MANY));
        return;
      }
      channel.write(ByteBuffer.wrap(TOO_MANY));
      channel.shutdownOutput();
      if (flaw == Flaw.REFUSES_IN_HASTE) {
        return;
      }
      long end = System.nanoTime() + LONGEST_REFUSAL;
      while (channel.read(ByteBuffer.allocate(512)) > 0
          && (System.nanoTime() - end < 0 || flaw == Flaw.DISCARDS_WITHOUT_END)) {}
    } catch (IOException e) {
      // The client has reset the connection.
    } finally {
      refusing.decrementAndGet();
    }
  }

  private static void awaitInput(SocketChannel channel) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (channel.socket().getInputStream().available() == 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TICK / 10);
    }
  }

  /** Nanoseconds that stand still while the process is stopped. */
  long clock() {
    long now =
        flaw == Flaw.READS_THE_CLOCK
            ? TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis())
            : System.nanoTime();
    return now - paused;
  }

  private static boolean isPause(long step) {
    return step > 50 * TICK;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  private void watch() {
    long last = System.nanoTime();
    while (true) {
      if (flaw != Flaw.POLLS_ITS_CLIENTS || live.size() < MANY) {
        LockSupport.parkNanos(TICK);
      }
      if (flaw != Flaw.SPINS_WHEN_INTERRUPTED) {
        boolean _ = Thread.interrupted();
      }
      long time = System.nanoTime();
      paused += isPause(time - last) ? time - last : 0;
      watched = time; // after the pause: who reads this time reads the pause that belongs to it
      last = time;
      try {
        long now = clock();
        live.forEach(connection -> connection.closeIfLate(now));
      } catch (OutOfMemoryError e) {
        // The next look comes soon.
      }
    }
  }

  /** Whether nobody has come yet but the server's own first client, and the kit to look for it. */
  boolean isStarting() {
    return clients.get() <= 2;
  }

  /** Called for each client: some flaws keep something of it. */
  void keepSomething() {
    clients.incrementAndGet();
    switch (flaw) {
      case LEAKS_MEMORY -> kept.add(ByteBuffer.allocate(BrokenConnection.LARGE));
      case LEAKS_A_KILOBYTE -> kept.add(ByteBuffer.allocate(1 << 10));
      case KEEPS_DIRECT_BUFFERS -> {
        if (kept.size() < MOST_KEPT) {
          kept.add(ByteBuffer.allocateDirect(1 << 20));
        }
      }
      default -> {}
    }
  }

  /** The JVM itself takes no notice of a second SIGTERM. */
  private static void haltOnSecondSigterm() throws IOException {
    var signals = new AtomicInteger();
    InvocationHandler handle =
        (proxy, method, arguments) -> {
          if (signals.incrementAndGet() == 1) {
            Thread.ofPlatform().start(() -> System.exit(SIGTERM_EXIT_CODE));
          } else {
            Runtime.getRuntime().halt(SIGTERM_EXIT_CODE);
          }
          return null;
        };
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              BrokenServer.class.getClassLoader(), new Class<?>[] {handler}, handle);
      Object sigterm = signal.getConstructor(String.class).newInstance("TERM");
      signal.getMethod("handle", signal, handler).invoke(null, sigterm, proxy);
    } catch (ReflectiveOperationException e) {
      throw new IOException(e);
    }
  }

  /**
   * Whether a client that keeps sending is to be cut off, so that its answers can still leave. Right
   * after a pause the clock does not tell, because the pause has not been taken off yet.
   */
  boolean isHalfDrained() {
    return draining
        && (!isPause(System.nanoTime() - watched) || flaw == Flaw.COUNTS_PAUSE_AS_DRAIN)
        && clock() - drainBegan > drainNanos / 2;
  }

  /** Ends the JVM two seconds after the drain timeout, whatever else its shutdown waits for. */
  private void exitByForce() {
    long begin = clock();
    while (clock() - begin < drainNanos + TimeUnit.SECONDS.toNanos(2)) {
      LockSupport.parkNanos(TICK);
    }
    Runtime.getRuntime().halt(SIGTERM_EXIT_CODE);
  }

  private void shutDown() {
    drainBegan = clock();
    if (flaw != Flaw.NEVER_ENDS && flaw != Flaw.DRAINS_WITHOUT_END) {
      Thread.ofPlatform().name("exit").daemon().start(this::exitByForce);
    }
    draining = true;
    if (flaw == Flaw.FORGETS_BACKLOG) {
      stopListening();
    }
    if (flaw == Flaw.LOOKS_AT_EMPTY_PLACES) {
      LockSupport.parkNanos(maxConnections * LOOK);
    }
    if (flaw != Flaw.DROPS_LINES_ON_SHUTDOWN) {
      long left = drainNanos;
      long last = System.nanoTime();
      while ((listener.isOpen() || hasToServe() || hasToRefuse())
          && (flaw == Flaw.DRAINS_WITHOUT_END || left > 0)) {
        live.forEach(BrokenConnection::drain);
        LockSupport.parkNanos(TICK / 10);
        long time = System.nanoTime();
        left -= isPause(time - last) && flaw != Flaw.COUNTS_PAUSE_AS_DRAIN ? 0 : time - last;
        last = time;
      }
    }
    stopListening();
    live.forEach(BrokenConnection::close);
    while (flaw == Flaw.NEVER_ENDS) {
      LockSupport.park();
    }
  }

  private boolean hasToServe() {
    return flaw == Flaw.FORGETS_REFUSED
        ? live.stream()
            .anyMatch(connection -> !connection.isFinSent()) // or it would wait for others
        : !live.isEmpty();
  }

  private boolean hasToRefuse() {
    return refusing.get() > 0 && flaw != Flaw.FORGETS_REFUSED;
  }

  private void stopListening() {
    try {
      listener.close();
      selector.close(); // until then the registered channel keeps its socket, which listens
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
