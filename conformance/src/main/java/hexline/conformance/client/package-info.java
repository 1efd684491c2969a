/**
 * Connections to a server: bytes sent, answers expected, and the oracle that says which are right.
 */
@NullMarked
package hexline.conformance.client;

import org.jspecify.annotations.NullMarked;
