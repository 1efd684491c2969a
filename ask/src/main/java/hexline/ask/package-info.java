/** A client for the labs of the chapters: it shows when each of several clients is answered. */
@NullMarked
package hexline.ask;

import org.jspecify.annotations.NullMarked;
