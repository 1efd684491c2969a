/** Tests of the client. */
@NullMarked
package hexline.ask;

import org.jspecify.annotations.NullMarked;
