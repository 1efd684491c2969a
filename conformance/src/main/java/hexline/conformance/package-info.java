/** The conformance kit: cases named by rule, run against a process on a port. */
@NullMarked
package hexline.conformance;

import org.jspecify.annotations.NullMarked;
