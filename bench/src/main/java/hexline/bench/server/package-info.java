/** The measured servers: child processes, and what the operating system says of them. */
@NullMarked
package hexline.bench.server;

import org.jspecify.annotations.NullMarked;
