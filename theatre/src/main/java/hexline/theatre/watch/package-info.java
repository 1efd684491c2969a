/** Reads what the recorders have written: the Flight Recorder with the agent, and strace. */
@NullMarked
package hexline.theatre.watch;

import org.jspecify.annotations.NullMarked;
