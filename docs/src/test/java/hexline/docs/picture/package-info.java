/** Tests of the pictures. */
@NullMarked
package hexline.docs.picture;

import org.jspecify.annotations.NullMarked;
