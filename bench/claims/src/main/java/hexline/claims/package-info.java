/** Claims, the experiments that decide them, and the rules by which they do. */
@NullMarked
package hexline.claims;

import org.jspecify.annotations.NullMarked;
