/** Estimates with their uncertainty: intervals of one server, ratios of two. No clock, no socket. */
@NullMarked
package hexline.bench.statistics;

import org.jspecify.annotations.NullMarked;
