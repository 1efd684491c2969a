/**
 * The theatre: records a scene on real servers and writes what was seen. {@link
 * hexline.theatre.Theatre} is the command line.
 */
@NullMarked
package hexline.theatre;

import org.jspecify.annotations.NullMarked;
