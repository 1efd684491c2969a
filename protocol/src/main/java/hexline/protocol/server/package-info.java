/**
 * The server contract: what all five servers would be wrong to differ on. Limits, command line,
 * announcement, back-off, deadlines, and the blocking view of one connection. Nothing here listens,
 * selects or decides which thread waits for whom: that is what the servers are about.
 */
@NullMarked
package hexline.protocol.server;

import org.jspecify.annotations.NullMarked;
