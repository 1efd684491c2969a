@NullMarked
package hexline.cli;

import org.jspecify.annotations.NullMarked;
