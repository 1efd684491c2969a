/** Tests of the estimates. */
@NullMarked
package hexline.bench.statistics;

import org.jspecify.annotations.NullMarked;
