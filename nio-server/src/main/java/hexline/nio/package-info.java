@NullMarked
package hexline.nio;

import org.jspecify.annotations.NullMarked;
