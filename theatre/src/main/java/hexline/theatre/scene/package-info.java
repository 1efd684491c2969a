/** The scenes: which client does what, and when; the same for every server. */
@NullMarked
package hexline.theatre.scene;

import org.jspecify.annotations.NullMarked;
