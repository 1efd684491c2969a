/**
 * A proxy between clients and a server that makes the network as bad as it can be: late, slow, in
 * small pieces, cut off, reset. It knows nothing of the protocol.
 */
@NullMarked
package hexline.conformance.chaos;

import org.jspecify.annotations.NullMarked;
