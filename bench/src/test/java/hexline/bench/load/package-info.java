@NullMarked
package hexline.bench.load;

import org.jspecify.annotations.NullMarked;
