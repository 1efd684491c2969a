/** Servers without one of their defences: the proof that the cases of the kit can fail. */
@NullMarked
package hexline.torture.mutant;

import org.jspecify.annotations.NullMarked;
