/**
 * Sessions with a server that are drawn at random, compared with the oracle, and made as short as
 * possible when they fail.
 */
@NullMarked
package hexline.conformance.fuzz;

import org.jspecify.annotations.NullMarked;
