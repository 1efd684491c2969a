/** A server written with a framework, to compare the suite with; not one of its five models. */
@NullMarked
package hexline.baseline.netty;

import org.jspecify.annotations.NullMarked;
