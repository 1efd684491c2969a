package hexline.nio;

import hexline.protocol.Work;
import hexline.server.ServerConfig;
import hexline.server.guard.Admission;
import hexline.server.guard.DrainClock;
import hexline.server.guard.MemoryBudget;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all loops and connections of a server share.
 *
 * @param config the limits
 * @param work is performed for each request
 * @param workers where requests are answered; null for the loops themselves
 * @param admission counts the clients
 * @param drain the time of the server's drain
 * @param budget counts the memory that connections keep
 */
record NioParts(
    ServerConfig config,
    Work work,
    @Nullable Executor workers,
    Admission admission,
    DrainClock drain,
    MemoryBudget budget) {}
