@NullMarked
package hexline.theatre.page;

import org.jspecify.annotations.NullMarked;
