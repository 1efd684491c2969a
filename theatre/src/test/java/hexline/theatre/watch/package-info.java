/** Tests of what reads recordings. */
@NullMarked
package hexline.theatre.watch;

import org.jspecify.annotations.NullMarked;
