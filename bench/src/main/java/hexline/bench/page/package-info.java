/** The page of a run: charts, bets, a guide, and where the figures come from; from its JSON. */
@NullMarked
package hexline.bench.page;

import org.jspecify.annotations.NullMarked;
