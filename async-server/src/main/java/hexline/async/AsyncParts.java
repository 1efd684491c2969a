package hexline.async;

import hexline.protocol.Work;
import hexline.server.ServerConfig;
import hexline.server.guard.MemoryBudget;
import hexline.server.guard.Watchdog;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a server share.
 *
 * @param config the limits
 * @param work is performed for each request
 * @param workers where requests are answered; null for the completion thread
 * @param watchdog watches the connections
 * @param passes counts the passes of the completion thread
 * @param budget counts the memory that connections keep
 */
record AsyncParts(
    ServerConfig config,
    Work work,
    @Nullable Executor workers,
    Watchdog watchdog,
    CompletionPasses passes,
    MemoryBudget budget) {}
