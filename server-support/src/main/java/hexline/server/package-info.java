/**
 * The server contract: what all five servers would be wrong to differ on. Limits, command line,
 * announcement, exit codes. Which thread waits for whom is decided by the servers.
 */
@NullMarked
package hexline.server;

import org.jspecify.annotations.NullMarked;
