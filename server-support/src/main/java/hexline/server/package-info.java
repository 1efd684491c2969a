/**
 * The server contract: what all five servers would be wrong to differ on. Limits, command line,
 * announcement, log, exit codes. Which thread waits for whom is decided by the servers.
 *
 * <p>A server uses {@link hexline.server.HexServer}, {@link hexline.server.ServerConfig}, {@link
 * hexline.server.ClientLog} and, in its {@code main}, {@link hexline.server.Launcher}; the other
 * classes serve the launcher.
 */
@NullMarked
package hexline.server;

import org.jspecify.annotations.NullMarked;
