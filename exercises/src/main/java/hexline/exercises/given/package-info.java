/** What a reader's server may call: things that take time, as long as a check decides. */
@NullMarked
package hexline.exercises.given;

import org.jspecify.annotations.NullMarked;
