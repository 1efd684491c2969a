/**
 * A java agent that records what a server of the suite does: which thread does which step for which
 * client. Nothing in a server changes. {@link hexline.theatre.agent.ProbeTable} lists the methods
 * that are watched, {@link hexline.theatre.agent.ProbeTransformer} puts a probe into each of them
 * while its class is loaded, and {@link hexline.theatre.agent.Probes} writes the events.
 *
 * <p>The probes are made with the JDK's own ClassFile API (JEP 484), and not with a library: the
 * only form that is needed is a wrapper, a method of the old name that calls the old body under a
 * new name. That is one page of code, the agent is a small jar without dependencies, and a JVM with
 * it starts faster.
 */
@NullMarked
package hexline.theatre.agent;

import org.jspecify.annotations.NullMarked;
