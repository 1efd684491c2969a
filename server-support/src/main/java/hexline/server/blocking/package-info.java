/**
 * The connection of a server whose threads wait in reads and writes: chapters 1, 2 and 5. Its
 * buffers also serve chapter 4.
 */
@NullMarked
package hexline.server.blocking;

import org.jspecify.annotations.NullMarked;
