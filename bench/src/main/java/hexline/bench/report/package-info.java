/** From observations to the report: audits, intervals, the table, the ranking, JSON. */
@NullMarked
package hexline.bench.report;

import org.jspecify.annotations.NullMarked;
