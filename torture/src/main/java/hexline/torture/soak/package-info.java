/** Mixed chaos for minutes, and whether a server stays as it was. */
@NullMarked
package hexline.torture.soak;

import org.jspecify.annotations.NullMarked;
