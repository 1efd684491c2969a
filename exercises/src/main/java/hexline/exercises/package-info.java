/** Exercises that check themselves, one chapter after the other. */
@NullMarked
package hexline.exercises;

import org.jspecify.annotations.NullMarked;
