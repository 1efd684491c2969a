/** Turns what a recorder has seen and what the clients have seen into a recording. */
@NullMarked
package hexline.theatre.convert;

import org.jspecify.annotations.NullMarked;
