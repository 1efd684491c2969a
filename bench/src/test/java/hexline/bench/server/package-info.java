@NullMarked
package hexline.bench.server;

import org.jspecify.annotations.NullMarked;
