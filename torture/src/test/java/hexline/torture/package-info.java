/** The command line of the torture, and servers in processes. */
@NullMarked
package hexline.torture;

import org.jspecify.annotations.NullMarked;
