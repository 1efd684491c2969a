/** Tests of the transcripts. */
@NullMarked
package hexline.docs.console;

import org.jspecify.annotations.NullMarked;
