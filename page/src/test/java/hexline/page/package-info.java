@NullMarked
package hexline.page;

import org.jspecify.annotations.NullMarked;
