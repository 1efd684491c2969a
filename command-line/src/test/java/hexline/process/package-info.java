@NullMarked
package hexline.process;

import org.jspecify.annotations.NullMarked;
