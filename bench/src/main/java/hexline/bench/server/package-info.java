/** The servers under test: child processes that are looked at from outside. */
@NullMarked
package hexline.bench.server;

import org.jspecify.annotations.NullMarked;
