/** The torture: all cases of the kit against all servers, as one matrix. */
@NullMarked
package hexline.torture;

import org.jspecify.annotations.NullMarked;
