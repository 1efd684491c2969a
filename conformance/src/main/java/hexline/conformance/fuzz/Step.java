package hexline.conformance.fuzz;

import hexline.conformance.client.Wire;

/** What a client does next in a {@link Session}. */
public sealed interface Step {

  /** Sends bytes, one for each character. */
  record Send(String bytes) implements Step {
    @Override
    public String toString() {
      return "send " + Wire.quote(bytes);
    }
  }

  /** Sends nothing for so many milliseconds. */
  record Pause(int millis) implements Step {
    @Override
    public String toString() {
      return "pause " + millis + " ms";
    }
  }

  /** Reads again if it has stopped, and waits for so many more bytes, or all that are due. */
  record Read(int bytes) implements Step {
    @Override
    public String toString() {
      return "read " + bytes;
    }
  }

  /** Reads no more. */
  record StopReading() implements Step {
    @Override
    public String toString() {
      return "stop reading";
    }
  }

  /** Sends FIN; what should be sent later is not sent. */
  record HalfClose() implements Step {
    @Override
    public String toString() {
      return "half-close";
    }
  }

  /** Sends RST, which ends the session. */
  record Reset() implements Step {
    @Override
    public String toString() {
      return "reset";
    }
  }
}
