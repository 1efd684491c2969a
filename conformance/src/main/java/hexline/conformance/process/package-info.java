/** The server as a process: its start, its signals, its figures, its output. */
@NullMarked
package hexline.conformance.process;

import org.jspecify.annotations.NullMarked;
