package hexline.theatre.agent;

import static hexline.theatre.agent.Probe.Client.ARGUMENT;
import static hexline.theatre.agent.Probe.Client.OUTER;
import static hexline.theatre.agent.Probe.Client.RESULT;
import static hexline.theatre.agent.Probe.Client.THIS;

import java.util.List;

/**
 * All methods that the theatre watches. A test fails when a row matches no method, so that a new name
 * in a server cannot silence the theatre.
 *
 * <p>A client is known by the port of its end of the connection, which it knows too. The address is
 * in the client's log in all five servers.
 */
public final class ProbeTable {

  private static final String LOG = "log.address";

  /** Methods of the servers. They get probes, as the classes are loaded. */
  public static final List<Probe> PROBES =
      List.of(
          // What all five share.
          row("hexline.protocol.HexCodec", "answer", Step.CONVERT, THIS, "rejections.address"),
          row("hexline.server.SimulatedWork$Block", "perform", Step.SLEEP, OUTER, ""),
          row("hexline.server.SimulatedWork$Cpu", "perform", Step.BURN, OUTER, ""),
          row("hexline.server.guard.GuardedExecutor", "execute", Step.HAND_OVER, OUTER, ""),
          row("hexline.server.ClientLog", "connected", Step.CONNECTED, THIS, "address"),
          bytes(row("hexline.server.ClientLog", "read", Step.GOT, THIS, "address"), false),
          bytes(row("hexline.server.ClientLog", "wrote", Step.PUT, THIS, "address"), false),
          row("hexline.server.ClientLog", "closed", Step.CLOSED, THIS, "address"),

          // Chapters 1, 2 and 5: calls that may wait.
          row("hexline.server.blocking.Listener", "accept", Step.ACCEPT, RESULT, LOG),
          row("hexline.server.blocking.BlockingConnection", "read", Step.READ, THIS, LOG),
          row("hexline.server.blocking.BlockingConnection", "write", Step.WRITE, THIS, LOG),
          row("hexline.threaded.ThreadedServer", "handOver", Step.HAND_OVER, ARGUMENT, LOG),
          row("hexline.virtual.VirtualServer", "handOver", Step.HAND_OVER, ARGUMENT, LOG),

          // Chapter 3, the reactor: calls that never wait.
          row("hexline.nio.NioListener", "accept", Step.ACCEPT_NOW, RESULT, ""),
          row("hexline.nio.NioServer", "handOver", Step.HAND_OVER, ARGUMENT, ""),
          bytes(row("hexline.nio.SharedBuffers", "read", Step.READ_NOW, ARGUMENT, ""), true),
          row("hexline.nio.NioConnection", "write", Step.WRITE_NOW, THIS, LOG),
          new Probe(
              "hexline.nio.Worker",
              "answer",
              "(Ljava/nio/ByteBuffer;Z)V", // the other method of this name is the worker's
              Step.HAND_OVER,
              THIS,
              "connection.log.address",
              Probe.Bytes.NONE),
          row("hexline.nio.Worker", "run", Step.HAND_OVER, THIS, "connection.log.address"),

          // Chapter 4, the proactor: calls that never wait.
          row("hexline.async.AsyncListener", "accepted", Step.ACCEPT_NOW, ARGUMENT, ""),
          row("hexline.async.AsyncServer", "handOver", Step.HAND_OVER, ARGUMENT, ""),
          row("hexline.async.AsyncConnection", "read", Step.ASK, THIS, LOG),
          row("hexline.async.AsyncConnection", "write", Step.WRITE_NOW, THIS, LOG),
          bytes(
              row(
                  "hexline.async.Stage",
                  "completed",
                  Step.COMPLETE,
                  THIS,
                  "connection.log.address"),
              false));

  /**
   * Methods of the JDK. They are traced by the JDK itself (jdk.MethodTrace, JEP 520), which tells
   * thread and time, and not the client.
   */
  public static final List<Trace> TRACES =
      List.of(
          new Trace("sun.nio.ch.NioSocketImpl", "park", Step.PARK),
          new Trace("sun.nio.ch.EPollSelectorImpl", "doSelect", Step.SELECT),
          new Trace("sun.nio.ch.EPollSelectorImpl", "processEvents", Step.HANDLERS),
          new Trace("sun.nio.ch.EPollPort$EventHandlerTask", "poll", Step.POLL),
          new Trace("sun.nio.ch.UnixAsynchronousSocketChannelImpl", "finishRead", Step.FINISH_READ),
          new Trace(
              "sun.nio.ch.UnixAsynchronousSocketChannelImpl", "finishWrite", Step.FINISH_WRITE),
          new Trace("sun.nio.ch.EPollPoller", "poll", Step.POLLER));

  private ProbeTable() {}

  /**
   * A method of the JDK.
   *
   * @param type binary name of the class
   * @param method all methods of this name
   * @param step what a call of it is
   */
  public record Trace(String type, String method, Step step) {

    /** As a filter of jdk.MethodTrace. */
    public String filter() {
      return type + "::" + method;
    }
  }

  private static Probe row(
      String type, String method, Step step, Probe.Client client, String path) {
    return new Probe(type, method, "", step, client, path, Probe.Bytes.NONE);
  }

  private static Probe bytes(Probe probe, boolean isResult) {
    return new Probe(
        probe.type(),
        probe.method(),
        probe.descriptor(),
        probe.step(),
        probe.client(),
        probe.path(),
        isResult ? Probe.Bytes.RESULT : Probe.Bytes.ARGUMENT);
  }
}
