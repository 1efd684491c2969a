@NullMarked
package hexline.bench.jmh;

import org.jspecify.annotations.NullMarked;
