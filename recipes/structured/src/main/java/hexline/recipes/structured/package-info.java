/** The recipe that uses a preview feature: nothing else in the suite depends on it. */
@NullMarked
package hexline.recipes.structured;

import org.jspecify.annotations.NullMarked;
