/**
 * What goes wrong in production, and the guards against it (R8 to R15): what all five servers do
 * without memory, descriptors, threads or time. The loop that is guarded stays in the server.
 */
@NullMarked
package hexline.server.guard;

import org.jspecify.annotations.NullMarked;
