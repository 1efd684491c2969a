/** Plays a script against a server, as its clients, and notes what they see. */
@NullMarked
package hexline.theatre.play;

import org.jspecify.annotations.NullMarked;
