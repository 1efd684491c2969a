/** The servers under test. */
@NullMarked
package hexline.torture.server;

import org.jspecify.annotations.NullMarked;
