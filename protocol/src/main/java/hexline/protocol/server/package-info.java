/**
 * The server contract: what all five servers would be wrong to differ on. Limits, command line,
 * announcement, back-off, deadlines, and the blocking view of one connection. Which thread waits for
 * whom is decided by the servers: that is what they are about.
 */
@NullMarked
package hexline.protocol.server;

import org.jspecify.annotations.NullMarked;
