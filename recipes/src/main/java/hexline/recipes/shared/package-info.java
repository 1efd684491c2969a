/** What recipes use for their demonstrations; none of it is a recipe. */
@NullMarked
package hexline.recipes.shared;

import org.jspecify.annotations.NullMarked;
