@NullMarked
package hexline.virtual;

import org.jspecify.annotations.NullMarked;
