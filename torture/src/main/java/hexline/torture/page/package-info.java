/** The page of a run. */
@NullMarked
package hexline.torture.page;

import org.jspecify.annotations.NullMarked;
