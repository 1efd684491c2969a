/** All documents in reading order as one HTML page that needs no network. */
@NullMarked
package hexline.book;

import org.jspecify.annotations.NullMarked;
