/** A server written with a framework, as a yardstick; no part of the suite's five models. */
@NullMarked
package hexline.baseline.netty;

import org.jspecify.annotations.NullMarked;
