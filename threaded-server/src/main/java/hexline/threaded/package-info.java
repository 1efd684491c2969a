@NullMarked
package hexline.threaded;

import org.jspecify.annotations.NullMarked;
