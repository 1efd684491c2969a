@NullMarked
package hexline.async;

import org.jspecify.annotations.NullMarked;
