package hexline.theatre.agent;

import org.jspecify.annotations.Nullable;

/**
 * What the methods that are watched call. Nothing here throws into a server: a probe that cannot do
 * its work writes no event, or one without a client. Thread-safe.
 */
public final class Probes {

  private static final ClientPort[] PORTS =
      ProbeTable.PROBES.stream()
          .map(probe -> new ClientPort(probe.path()))
          .toArray(ClientPort[]::new);

  private Probes() {}

  /**
   * A method begins.
   *
   * @param row of {@link ProbeTable#PROBES}
   * @param argument the first one; null if there is none
   * @return what {@link #exit} or {@link #failed} takes
   */
  public static @Nullable Object enter(int row, @Nullable Object self, @Nullable Object argument) {
    try {
      var event = new StepEvent();
      if (!event.isEnabled()) {
        return null;
      }
      Probe probe = ProbeTable.PROBES.get(row);
      event.step = probe.step().name();
      switch (probe.client()) {
        case THIS -> event.port = PORTS[row].of(self);
        case ARGUMENT -> event.port = PORTS[row].of(argument);
        case RESULT, OUTER -> {}
      }
      if (probe.bytes() == Probe.Bytes.ARGUMENT && argument instanceof Integer bytes) {
        event.bytes = bytes;
      }
      Thread thread = Thread.currentThread();
      if (thread.isVirtual()) {
        event.virtualThread = thread.threadId();
        event.carrierAtBegin = KernelThread.id();
      }
      event.nanoTime = System.nanoTime();
      event.begin();
      return event;
    } catch (Throwable e) {
      return null;
    }
  }

  /** The method has returned. */
  public static void exit(@Nullable Object result, @Nullable Object token, int row) {
    if (token instanceof StepEvent event) {
      try {
        event.end();
        Probe probe = ProbeTable.PROBES.get(row);
        if (probe.client() == Probe.Client.RESULT) {
          event.port = PORTS[row].of(result);
        }
        if (probe.bytes() == Probe.Bytes.RESULT && result instanceof Integer bytes) {
          event.bytes = bytes;
        }
        event.carrierAtEnd = event.virtualThread == 0 ? 0 : KernelThread.id();
        event.commit();
      } catch (Throwable e) {
        // No event.
      }
    }
  }

  /** The method has thrown. */
  public static void failed(Throwable failure, @Nullable Object token) {
    if (token instanceof StepEvent event) {
      try {
        event.end();
        event.failure = failure.getClass().getName();
        event.carrierAtEnd = event.virtualThread == 0 ? 0 : KernelThread.id();
        event.commit();
      } catch (Throwable e) {
        // No event.
      }
    }
  }
}
