/** The way from a first draft to the whole protocol: the kit's cases in stages. */
@NullMarked
package hexline.conformance.course;

import org.jspecify.annotations.NullMarked;
