/** The page that plays recordings, made from their JSON alone. */
@NullMarked
package hexline.theatre.page;

import org.jspecify.annotations.NullMarked;
