@NullMarked
package hexline.bench;

import org.jspecify.annotations.NullMarked;
