package hexline.bench.server;

import hexline.bench.load.Window;

/**
 * A short stretch of time in which one server was under load, and the other servers of its point
 * were idle.
 *
 * @param block which block it belongs to: a block has one slice of each server
 * @param window what the client has counted
 * @param serverCpuNanos CPU time of the server's process within the window
 */
public record Slice(int block, Window window, long serverCpuNanos) {}
