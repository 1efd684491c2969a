/** Keeps the documents of the repository true. */
@NullMarked
package hexline.docs;

import org.jspecify.annotations.NullMarked;
