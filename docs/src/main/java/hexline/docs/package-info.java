/**
 * What the documents of the repository take from its sources: quotations, sizes, and the table of
 * what the first drafts lack. The tests of this module hold the documents to it.
 */
@NullMarked
package hexline.docs;

import org.jspecify.annotations.NullMarked;
