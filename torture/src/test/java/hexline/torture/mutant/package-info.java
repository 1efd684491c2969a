@NullMarked
package hexline.torture.mutant;

import org.jspecify.annotations.NullMarked;
