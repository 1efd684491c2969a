/** The servers of a scene, as processes on this machine. */
@NullMarked
package hexline.theatre.server;

import org.jspecify.annotations.NullMarked;
