/** From observations to what is printed: intervals, audits, the table, the verdict, JSON. */
@NullMarked
package hexline.bench.report;

import org.jspecify.annotations.NullMarked;
