/** Tests of the theatre: its scenes with all servers, and its command line. */
@NullMarked
package hexline.theatre;

import org.jspecify.annotations.NullMarked;
