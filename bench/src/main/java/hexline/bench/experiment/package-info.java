/** What is asked: one file for each experiment, and the list of them. */
@NullMarked
package hexline.bench.experiment;

import org.jspecify.annotations.NullMarked;
