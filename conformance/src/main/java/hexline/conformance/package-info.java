/** The conformance kit: runs cases against a server on a port and reports the broken rules. */
@NullMarked
package hexline.conformance;

import org.jspecify.annotations.NullMarked;
