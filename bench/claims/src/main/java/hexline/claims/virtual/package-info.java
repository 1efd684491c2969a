/** What is said about virtual threads. */
@NullMarked
package hexline.claims.virtual;

import org.jspecify.annotations.NullMarked;
