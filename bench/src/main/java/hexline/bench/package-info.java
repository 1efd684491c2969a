/** The command line {@code ./run bench}, and the order in which it measures. */
@NullMarked
package hexline.bench;

import org.jspecify.annotations.NullMarked;
