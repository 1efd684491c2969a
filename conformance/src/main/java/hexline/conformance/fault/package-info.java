/** Faults that no client can cause, put into the JVM of a running server. */
@NullMarked
package hexline.conformance.fault;

import org.jspecify.annotations.NullMarked;
