/** Figures of a server in trouble: what it holds, how fast it recovers, what it loses. */
@NullMarked
package hexline.torture.figure;

import org.jspecify.annotations.NullMarked;
