/** Tests of the probes. */
@NullMarked
package hexline.theatre.agent;

import org.jspecify.annotations.NullMarked;
