/** Tests of the book. */
@NullMarked
package hexline.book;

import org.jspecify.annotations.NullMarked;
