/** The figures, of a server and of made-up values. */
@NullMarked
package hexline.torture.figure;

import org.jspecify.annotations.NullMarked;
