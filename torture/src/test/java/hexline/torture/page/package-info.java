/** The page, as text and in a browser. */
@NullMarked
package hexline.torture.page;

import org.jspecify.annotations.NullMarked;
