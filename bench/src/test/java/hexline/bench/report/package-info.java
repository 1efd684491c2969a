@NullMarked
package hexline.bench.report;

import org.jspecify.annotations.NullMarked;
