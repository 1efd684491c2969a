/**
 * The protocol as bytes, without socket, thread, clock or log: {@link hexline.protocol.HexCodec}
 * turns request lines into answer lines by rules R1 to R7 of PROTOCOL.md. Every server uses it, so
 * servers differ in how they wait and not in what they answer.
 *
 * <p>Read {@code HexCodec} first. {@code WordAtATime} makes its common case fast and can be
 * skipped.
 */
@NullMarked
package hexline.protocol;

import org.jspecify.annotations.NullMarked;
