/** Tests of scenes. */
@NullMarked
package hexline.theatre.scene;

import org.jspecify.annotations.NullMarked;
