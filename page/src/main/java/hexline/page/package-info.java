/** What all HTML pages of the suite share: their look, and how one becomes a file. */
@NullMarked
package hexline.page;

import org.jspecify.annotations.NullMarked;
