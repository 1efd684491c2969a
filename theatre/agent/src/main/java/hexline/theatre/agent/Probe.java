package hexline.theatre.agent;

/**
 * A method that is watched: a row of {@link ProbeTable}.
 *
 * @param type binary name of the class
 * @param method its name
 * @param descriptor of the method; empty if the class has one method of this name
 * @param step what a call of it is
 * @param client where the client is found
 * @param path names of fields that lead from there to an address or a channel, separated by dots;
 *     may be empty
 * @param bytes where a number of bytes is found
 */
public record Probe(
    String type,
    String method,
    String descriptor,
    Step step,
    Client client,
    String path,
    Bytes bytes) {

  /** Where a probe finds the client. */
  public enum Client {
    /** The object whose method is called. */
    THIS,
    /** The first argument. */
    ARGUMENT,
    /** What the method returns. */
    RESULT,
    /** The step in which this one is. */
    OUTER
  }

  /** Where a probe finds a number of bytes. */
  public enum Bytes {
    /** Nowhere. */
    NONE,
    /** The first argument, if it is a number. */
    ARGUMENT,
    /** What the method returns, if it is a number. */
    RESULT
  }

  /** Whether a method of the class is meant. */
  boolean matches(String name, String type) {
    return method.equals(name) && (descriptor.isEmpty() || descriptor.equals(type));
  }
}
