/** The soak, of a server and of made-up samples. */
@NullMarked
package hexline.torture.soak;

import org.jspecify.annotations.NullMarked;
