/** What is said about other parts of the JDK, and about measuring. */
@NullMarked
package hexline.claims.jdk;

import org.jspecify.annotations.NullMarked;
