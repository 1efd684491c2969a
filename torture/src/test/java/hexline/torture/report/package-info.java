/** What is written, from made-up results. */
@NullMarked
package hexline.torture.report;

import org.jspecify.annotations.NullMarked;
