@NullMarked
package hexline.sync;

import org.jspecify.annotations.NullMarked;
