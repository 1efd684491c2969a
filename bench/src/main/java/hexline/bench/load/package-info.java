/**
 * The load engine: one thread or several, each with a selector, and up to 10,000 connections. It
 * paces requests (closed or open loop), compares every answer byte for byte, and records latencies.
 */
@NullMarked
package hexline.bench.load;

import org.jspecify.annotations.NullMarked;
