/**
 * The protocol as bytes: {@link hexline.protocol.HexCodec} turns request lines into answer lines.
 * There is no socket, thread, clock or log in this package; see PROTOCOL.md for the rules.
 */
@NullMarked
package hexline.protocol;

import org.jspecify.annotations.NullMarked;
