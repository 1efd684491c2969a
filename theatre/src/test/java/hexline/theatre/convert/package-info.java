/** Tests of the converter. */
@NullMarked
package hexline.theatre.convert;

import org.jspecify.annotations.NullMarked;
