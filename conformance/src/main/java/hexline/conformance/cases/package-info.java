/** The rules of PROTOCOL.md and the cases that check them, each declared beside its body. */
@NullMarked
package hexline.conformance.cases;

import org.jspecify.annotations.NullMarked;
