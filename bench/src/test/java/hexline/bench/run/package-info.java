@NullMarked
package hexline.bench.run;

import org.jspecify.annotations.NullMarked;
