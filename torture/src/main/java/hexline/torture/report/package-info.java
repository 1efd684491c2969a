/** What a run has found: a document, a table for the terminal. */
@NullMarked
package hexline.torture.report;

import org.jspecify.annotations.NullMarked;
