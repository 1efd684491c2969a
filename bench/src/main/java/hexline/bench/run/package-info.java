/** How a run goes: the plan, the processes of the servers, blocks of slices, progress. */
@NullMarked
package hexline.bench.run;

import org.jspecify.annotations.NullMarked;
