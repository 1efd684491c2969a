/**
 * Transcripts in documents: what a reader types in several terminals, and what is printed. A {@link
 * hexline.docs.console.Typist} types each command as it is printed and compares the output.
 */
@NullMarked
package hexline.docs.console;

import org.jspecify.annotations.NullMarked;
