@NullMarked
package hexline.bench.page;

import org.jspecify.annotations.NullMarked;
