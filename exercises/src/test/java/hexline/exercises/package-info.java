@NullMarked
package hexline.exercises;

import org.jspecify.annotations.NullMarked;
