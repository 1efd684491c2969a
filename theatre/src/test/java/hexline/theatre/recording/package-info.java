/** Tests of what is written. */
@NullMarked
package hexline.theatre.recording;

import org.jspecify.annotations.NullMarked;
