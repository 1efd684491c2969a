@NullMarked
package hexline.claims;

import org.jspecify.annotations.NullMarked;
