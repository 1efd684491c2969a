/** Child processes that end with their parent, whatever becomes of either. */
@NullMarked
package hexline.process;

import org.jspecify.annotations.NullMarked;
