/**
 * What stands in documents between {@code <!-- KIND ARGUMENTS -->} and {@code <!-- end -->}: each
 * {@link hexline.docs.block.Block} makes one kind of it from sources or from committed results.
 */
@NullMarked
package hexline.docs.block;

import org.jspecify.annotations.NullMarked;
