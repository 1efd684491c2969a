/** {@code ./run bench}: what is measured, in which order, and how its progress is shown. */
@NullMarked
package hexline.bench;

import org.jspecify.annotations.NullMarked;
