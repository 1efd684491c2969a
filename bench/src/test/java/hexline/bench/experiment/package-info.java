@NullMarked
package hexline.bench.experiment;

import org.jspecify.annotations.NullMarked;
